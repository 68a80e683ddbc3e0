using System.Net;
using System.Text.RegularExpressions;
using EventDriven.Services.Tests.EntryApi;

namespace EventDriven.Services.Tests.Operations;

/// <summary>A browser, as far as a console without JavaScript needs one: it keeps cookies, follows redirects and fills in forms.</summary>
internal sealed partial class ConsoleClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
    private bool _hasSignedIn;

    /// <summary>A page's HTML, decoded.</summary>
    public async Task<string> Get(string path)
    {
        await SignIn();
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    /// <summary>Sends the form of a page that posts to a handler, its hidden fields as they are, and returns the page that it leads to.</summary>
    public async Task<string> Submit(string path, string handler, params (string Name, string Value)[] fields) =>
        await SubmitAgain(await FormOf(path, handler), fields);

    /// <summary>What a page's form would send by itself: where to, and its hidden fields.</summary>
    public async Task<Form> FormOf(string path, string handler)
    {
        var html = await GetRaw(path);
        var form = Forms().Matches(html).Select(match => match.Value)
            .FirstOrDefault(form => WebUtility.HtmlDecode(Action().Match(form).Groups[1].Value).Contains($"handler={handler}", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"{path} has no form for {handler}.");
        return new Form(
            WebUtility.HtmlDecode(Action().Match(form).Groups[1].Value),
            [.. Hidden().Matches(form).Select(match => (
                WebUtility.HtmlDecode(Name().Match(match.Value).Groups[1].Value), WebUtility.HtmlDecode(Value().Match(match.Value).Groups[1].Value)))]);
    }

    /// <summary>Sends such a form, as a second click would.</summary>
    public async Task<string> SubmitAgain(Form form, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(form.Fields.Concat(fields).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await _http.PostAsync(new Uri(form.Action, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    public void Dispose() => _http.Dispose();

    private async Task SignIn()
    {
        if (_hasSignedIn)
            return;

        _hasSignedIn = true;
        await Submit("/console/signin", "Token", ("AccessToken", EntryApiHost.Issuer.ForOperator()));
    }

    private async Task<string> GetRaw(string path)
    {
        await SignIn();
        return await _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task<string> Read(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();

    internal sealed record Form(string Action, IReadOnlyList<(string Name, string Value)> Fields)
    {
        public string this[string name] => Fields.First(field => field.Name == name).Value;
    }
}
