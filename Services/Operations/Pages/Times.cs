using Microsoft.AspNetCore.Html;
using static System.FormattableString;

namespace EventDriven.Operations.Pages;

/// <summary>How pages write times.</summary>
public static class Times
{
    /// <summary>An age such as "3 min", or as much time ahead; the console's script counts it on.</summary>
    /// <param name="at">Since when, or until when.</param>
    /// <param name="now">The time of the page.</param>
    public static IHtmlContent Age(DateTimeOffset at, DateTimeOffset now) => new HtmlString(Invariant(
        $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\" title=\"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\" data-age>{InWords((now - at).Duration())}</time>"));

    /// <summary>A span in the unit that a person would use, rounded down.</summary>
    public static string InWords(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days"
    };

    /// <summary>How long something took, to two digits or so: "840 ms", "2.4 s", "3.5 min".</summary>
    public static string Took(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1000 } => Invariant($"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } => Invariant($"{span.TotalSeconds:0.#} s"),
        { TotalMinutes: < 60 } => Invariant($"{span.TotalMinutes:0.#} min"),
        _ => Invariant($"{span.TotalHours:0.#} h")
    };
}
