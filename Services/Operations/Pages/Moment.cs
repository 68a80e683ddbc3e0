using System.Globalization;
using EventDriven.Operations.Orders;
using Microsoft.AspNetCore.Html;

namespace EventDriven.Operations.Pages;

public static class Moment
{
    /// <summary>The time since; counted on by the script.</summary>
    public static IHtmlContent Age(DateTimeOffset at, DateTimeOffset now) =>
        Time(at, Wording.Age(now - at), " data-age");

    /// <summary>The time left; counted on by the script.</summary>
    public static IHtmlContent Until(DateTimeOffset at, DateTimeOffset now) =>
        Time(at, Wording.Until(at, now), " data-until");

    /// <summary>The time of day, with the date when it is not today.</summary>
    public static IHtmlContent At(DateTimeOffset at, DateTimeOffset now) =>
        Time(
            at,
            at.UtcDateTime.ToString(
                at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture
            ),
            ""
        );

    public static IHtmlContent Of(OrderSentence sentence, DateTimeOffset now)
    {
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

    // Digits and words of this class need no encoding.
    private static HtmlString Time(DateTimeOffset at, string text, string attribute) =>
        new(
            $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\" title=\"{Wording.Full(at)}\"{attribute}>"
                + $"{text}</time>"
        );
}
