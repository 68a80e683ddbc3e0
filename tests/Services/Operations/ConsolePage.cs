using System.Net;
using System.Text.RegularExpressions;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>A page of the console, as it came.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Html">The whole of it.</param>
/// <param name="Location">Where it sends the browser, when it does.</param>
/// <param name="CacheControl">Who may keep it.</param>
internal sealed partial record ConsolePage(HttpStatusCode Status, string Html, Uri? Location, string CacheControl)
{
    public static async Task<ConsolePage> Of(HttpResponseMessage response) =>
        new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Location,
            response.Headers.CacheControl?.ToString() ?? ""
        );

    /// <summary>The token that guards its forms.</summary>
    public string FormToken => FormTokenOf(Html);

    /// <summary>The id under which an action of it would be kept.</summary>
    public string ActionId => ActionIds().Match(Html).Groups[1].Value;

    /// <summary>What can be read on it.</summary>
    public string Text => TextOf(Html);

    /// <summary>The actions that it offers.</summary>
    public IReadOnlyList<string> Offered => [.. Offers().Matches(Html).Select(match => match.Groups[1].Value)];

    /// <summary>
    /// The short ids of the orders in a section of it, in their order; none when it has no such section.
    /// </summary>
    public IReadOnlyList<string> Orders(string sectionHeading = "found-heading") =>
        [.. OrderLinks().Matches(Section(sectionHeading)).Select(match => match.Groups[1].Value)];

    /// <summary>What can be read in a section.</summary>
    public string TextIn(string heading) => TextOf(Section(heading));

    /// <summary>The address of the next page; null on the last.</summary>
    public string? Next =>
        NextLink().Match(Html) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    /// <summary>How a state is drawn.</summary>
    public string LookOf(string state) =>
        Regex.Match(Html, $"class=\"state (\\w+)\" data-state=\"{state}\"") is { Success: true } match
            ? match.Groups[1].Value
            : throw new ShouldAssertException($"{state} is not drawn");

    private string Section(string heading) =>
        Regex.Match(Html, $"<section[^>]*aria-labelledby=\"{heading}\".*?</section>", RegexOptions.Singleline).Value;

    /// <summary>The token that guards a page's forms.</summary>
    public static string FormTokenOf(string html) => FormTokens().Match(html).Groups[1].Value;

    private static string TextOf(string html) =>
        SpacesBeforePunctuation()
            .Replace(Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " "), "$1")
            .Trim();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormTokens();

    [GeneratedRegex("name=\"ActionId\" value=\"([^\"]+)\"")]
    private static partial Regex ActionIds();

    [GeneratedRegex("name=\"act\" value=\"([^\"]+)\"")]
    private static partial Regex Offers();

    [GeneratedRegex("href=\"/console/orders/([0-9a-f]{8})-")]
    private static partial Regex OrderLinks();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextLink();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s([,.;:])")]
    private static partial Regex SpacesBeforePunctuation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
