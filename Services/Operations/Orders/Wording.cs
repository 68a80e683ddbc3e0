using System.Globalization;
using System.Text.RegularExpressions;
using EventDriven.Operations.Failed;

namespace EventDriven.Operations.Orders;

public static partial class Wording
{
    /// <summary>A name in words, such as "Booking shipment" for BookingShipment.</summary>
    public static string Words(string name) =>
        WordBoundary().Replace(name, match => $" {match.Value.ToLowerInvariant()}");

    public static string Action(string action) =>
        action switch
        {
            OrderAction.AskAgain or FailureAction.PutBack => "Retry",
            FailureAction.PutBackEdited => "Edit and retry",
            FailureAction.Reveal => "Show personal data",
            _ => Words(action),
        };

    /// <summary>A duration, rounded: 40 ms, 3.2 s, 18 s, 5 min, 2 h 10 min, 3 d 4 h. A negative one is 0 ms.</summary>
    public static string Length(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        return time switch
        {
            { TotalMilliseconds: < 999.5 } => $"{time.TotalMilliseconds:0} ms",
            { TotalSeconds: < 9.95 } => $"{time.TotalSeconds:0.#} s",
            { TotalSeconds: < 120 } => $"{(int)time.TotalSeconds} s",
            { TotalMinutes: < 120 } => $"{(int)time.TotalMinutes} min",
            { TotalHours: < 48 } => $"{(int)time.TotalHours} h {time.Minutes} min",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };
    }

    /// <summary>The same in whole seconds, for a duration that counts on.</summary>
    public static string Age(TimeSpan time) =>
        time.TotalSeconds < 120 ? $"{Math.Max(0, (int)time.TotalSeconds)} s" : Length(time);

    /// <summary>The time left: "in 18 s"; "now" when it has passed.</summary>
    public static string Until(DateTimeOffset at, DateTimeOffset now) => at > now ? $"in {Age(at - now)}" : "now";

    /// <summary>Such as 59.80 EUR; null when unknown.</summary>
    public static string? Money(decimal? amount, string? currency) =>
        amount is null ? null : $"{amount:0.00} {currency}";

    public static string Service(string name) =>
        name == "entry-api" ? "Entry API" : $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    /// <summary>Such as 12:00:00 UTC.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Such as 2026-03-01 12:00:00 UTC.</summary>
    public static string Full(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordBoundary();
}
