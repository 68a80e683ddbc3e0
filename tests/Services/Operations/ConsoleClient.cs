using System.Net;
using System.Text.RegularExpressions;
using EventDriven.Services.Tests.EntryApi;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// A browser, as far as a console without JavaScript needs one: it keeps cookies, follows redirects and fills in forms.
/// </summary>
internal sealed partial class ConsoleClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { CookieContainer = new CookieContainer() })
    {
        BaseAddress = address,
    };
    private bool _hasSignedIn;

    /// <summary>A page's HTML, decoded.</summary>
    public async Task<string> Get(string path)
    {
        await SignIn();
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await Read(answer);
    }

    /// <summary>As <see cref="Submit" />, and returns the address of the page that it leads to.</summary>
    public async Task<string> SubmitForm(string path, string handler, params (string Name, string Value)[] fields)
    {
        using var answer = await Post(await FormOf(path, handler), fields);
        return answer.RequestMessage!.RequestUri!.PathAndQuery;
    }

    /// <summary>
    /// Sends the form of a page that posts to a handler, its hidden fields as they are, and returns the page that it
    /// leads to.
    /// </summary>
    public async Task<string> Submit(string path, string handler, params (string Name, string Value)[] fields) =>
        await SubmitAgain(await FormOf(path, handler), fields);

    /// <summary>What a page's form would send by itself: where to, and its hidden fields.</summary>
    public async Task<Form> FormOf(string path, string handler)
    {
        var html = await GetRaw(path);
        // The form's own address, or that of one of its buttons.
        var (form, action) = Forms()
            .Matches(html)
            .SelectMany(
                match => Action().Matches(match.Value),
                (match, action) => (match.Value, Action: WebUtility.HtmlDecode(action.Groups[1].Value))
            )
            .FirstOrDefault(found =>
                found.Action.EndsWith($"handler={handler}", StringComparison.Ordinal)
                || found.Action.Contains($"handler={handler}&", StringComparison.Ordinal)
            );
        if (form is null)
            throw new InvalidOperationException($"{path} has no form for {handler}.");
        return new Form(
            action,
            [
                .. Hidden()
                    .Matches(form)
                    .Select(match =>
                        (
                            WebUtility.HtmlDecode(Name().Match(match.Value).Groups[1].Value),
                            WebUtility.HtmlDecode(Value().Match(match.Value).Groups[1].Value)
                        )
                    ),
            ]
        );
    }

    /// <summary>Sends such a form, as a second click would.</summary>
    public async Task<string> SubmitAgain(Form form, params (string Name, string Value)[] fields)
    {
        using var answer = await Post(form, fields);
        return await Read(answer);
    }

    /// <summary>
    /// As <see cref="SubmitAgain" />, and returns the action's id, which is in the address of the page that it leads
    /// to.
    /// </summary>
    public async Task<Guid> Ask(Form form, params (string Name, string Value)[] fields)
    {
        using var answer = await Post(form, fields);
        return Guid.Parse(Done().Match(answer.RequestMessage!.RequestUri!.Query).Groups[1].Value);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Post(Form form, (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            form.Fields.Concat(fields).Select(field => KeyValuePair.Create(field.Item1, field.Item2))
        );
        var answer = await _http.PostAsync(
            new Uri(form.Action, UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        // A page that refuses says so; anything else is a defect.
        ((int)answer.StatusCode).ShouldBeLessThan(500);
        return answer;
    }

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

    [GeneratedRegex("[?&]done=([0-9a-f-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Done();

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
