using System.Net;
using System.Text.RegularExpressions;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>The console's pages, as an operator sees them who has signed in.</summary>
internal sealed partial class ConsolePages : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Uri _console;

    private ConsolePages(Uri console) => _console = console;

    public static async Task<ConsolePages> SignInAsync(Deployment deployment, CancellationToken cancel)
    {
        var pages = new ConsolePages(deployment.Console);
        var signIn = await pages._http.GetStringAsync($"{pages._console}/signin", cancel);
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("AccessToken", deployment.Issuer.ForOperator()),
            KeyValuePair.Create("__RequestVerificationToken", FormToken().Match(signIn).Groups[1].Value),
        ]);
        using var answer = await pages._http.PostAsync(new Uri($"{pages._console}/signin?handler=Token"), form, cancel);
        answer.EnsureSuccessStatusCode();
        return pages;
    }

    /// <summary>The text of a page; also of one that says what is wrong.</summary>
    public async Task<string> Read(string path, CancellationToken cancel) =>
        Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(await Html(path, cancel), " ")), " ");

    /// <summary>The orders that the console lists as stuck.</summary>
    public async Task<IReadOnlyList<Guid>> Stuck(CancellationToken cancel) =>
        [
            .. OrderLink()
                .Matches(await Html("/orders?state=stuck", cancel))
                .Select(link => Guid.Parse(link.Groups[1].Value)),
        ];

    public void Dispose() => _http.Dispose();

    private async Task<string> Html(string path, CancellationToken cancel)
    {
        using var answer = await _http.GetAsync(new Uri($"{_console}{path}"), cancel);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("href=\"/console/orders/([0-9a-f-]{36})\"")]
    private static partial Regex OrderLink();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
