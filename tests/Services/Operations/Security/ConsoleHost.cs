using System.Net;
using EventDriven.EntryApi;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EventDriven.Services.Tests.Operations.Security;

/// <summary>
/// The console as it runs in production: alone, or in one process with the entry API, as in the embedded host.
/// </summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    /// <summary>Whose tokens it accepts.</summary>
    public static readonly TokenIssuer Issuer = new();

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private ConsoleHost(WebApplication app, TemporaryFolder folder) => (_app, _folder) = (app, folder);

    /// <summary>Every endpoint of the console.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [
            .. _app
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    endpoint
                        .RoutePattern.RawText!.TrimStart('/')
                        .StartsWith("console", StringComparison.OrdinalIgnoreCase)
                ),
        ];

    /// <summary>The process's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it, on SQLite unless the settings name a database.</summary>
    /// <param name="beside">With the entry API in the same process.</param>
    /// <param name="settings">What differs.</param>
    /// <param name="configure">What a test listens in with.</param>
    public static async Task<ConsoleHost> StartAsync(
        bool beside = false,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var folder = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production }
        );
        builder.Configuration.AddInMemoryCollection(Issuer.Settings!);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Transport"] = "InMemory",
                ["Database"] = settings?.ContainsKey("ConnectionStrings:Operations") == true ? "Postgres" : "Sqlite",
                ["DataDirectory"] = folder.FullPath,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults(
            beside ? [new OperationsService(), new EntryApiService()] : [new OperationsService()]
        );
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        // Of a broker that a test names it is the test's to say whether it is there.
        if (app.Configuration["Transport"] == "InMemory")
            await app.Services.UntilBusIsUp();
        return new ConsoleHost(app, folder);
    }

    /// <summary>What answers requests.</summary>
    public TestServer Server => _app.GetTestServer();

    /// <summary>A browser that follows no redirect, without a cookie yet.</summary>
    public Session Open(string scheme = "http") => new(Server, scheme);

    /// <summary>A browser in which an operator has signed in.</summary>
    public async Task<Session> OpenAsOperator()
    {
        var session = Open();
        using var entered = await session.SignIn(Issuer.ForOperator());
        return entered.StatusCode == HttpStatusCode.Redirect
            ? session
            : throw new InvalidOperationException($"The sign-in was answered {entered.StatusCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _folder.DisposeAsync();
    }

    /// <summary>Somebody's browser: it keeps cookies and sends them back.</summary>
    internal sealed class Session(TestServer server, string scheme) : IDisposable
    {
        private readonly HttpClient _http = new(server.CreateHandler())
        {
            BaseAddress = new Uri($"{scheme}://console.example.com"),
        };

        /// <summary>The cookies, by name; those that were taken back are gone.</summary>
        public Dictionary<string, string> Cookies { get; init; } = [];

        public Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers) =>
            Send(HttpMethod.Get, path, null, headers);

        /// <summary>Posts a form as it is: without an antiforgery token unless it is among the fields.</summary>
        public Task<HttpResponseMessage> Post(string path, Dictionary<string, string> fields) =>
            Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields));

        /// <summary>Posts the form of a page with its antiforgery token.</summary>
        public async Task<HttpResponseMessage> Submit(string page, string path, Dictionary<string, string> fields)
        {
            using var shown = await Get(page);
            var html = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return await Post(path, new(fields) { ["__RequestVerificationToken"] = ConsolePage.FormTokenOf(html) });
        }

        /// <summary>Signs in with a token.</summary>
        public Task<HttpResponseMessage> SignIn(string token, string next = "") =>
            Submit(
                "/console/signin",
                $"/console/signin?handler=Token&next={Uri.EscapeDataString(next)}",
                new() { ["AccessToken"] = token }
            );

        public void Dispose() => _http.Dispose();

        private async Task<HttpResponseMessage> Send(
            HttpMethod method,
            string path,
            HttpContent? content,
            params (string Name, string Value)[] headers
        )
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (Cookies.Count > 0)
                request.Headers.Add(
                    "Cookie",
                    string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"))
                );
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
            foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
            {
                var (name, value) = (set.Split('=')[0], set.Split(';')[0].Split('=', 2)[1]);
                if (value.Length == 0)
                    Cookies.Remove(name);
                else
                    Cookies[name] = value;
            }

            return response;
        }
    }
}
