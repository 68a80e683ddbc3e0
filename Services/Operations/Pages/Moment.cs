using System.Globalization;
using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Html;

namespace EventDriven.Operations.Pages;

/// <summary>
/// Points in time as pages show them: relative or as a time of day, with the whole of it for machines and on hover.
/// </summary>
public static class Moment
{
    /// <summary>How long ago it was; the script of the pages keeps it current.</summary>
    public static IHtmlContent Age(DateTimeOffset at, DateTimeOffset now) =>
        Time(at, Wording.Age(now - at), " data-age");

    /// <summary>How long it is until then; "now" from then on.</summary>
    public static IHtmlContent Until(DateTimeOffset at, DateTimeOffset now) =>
        Time(at, Wording.Until(at, now), " data-until");

    /// <summary>The time of day, with the day when that is not today's.</summary>
    public static IHtmlContent At(DateTimeOffset at, DateTimeOffset now) =>
        Time(
            at,
            at.UtcDateTime.ToString(
                at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture
            ),
            ""
        );

    /// <summary>A sentence whose times go on.</summary>
    public static IHtmlContent Of(OrderSentence sentence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var content = new HtmlContentBuilder();
        foreach (var part in sentence.Parts)
        {
            _ = part switch
            {
                { Since: { } since } => content.AppendHtml(Age(since, now)),
                { Due: { } due } => content.AppendHtml(Until(due, now)),
                _ => content.Append(part.Text),
            };
        }

        return content;
    }

    // Nothing in it needs to be encoded: it is made of digits and words of this class.
    private static HtmlString Time(DateTimeOffset at, string text, string attribute) =>
        new(
            $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\" title=\"{Wording.Full(at)}\"{attribute}>{text}</time>"
        );
}
