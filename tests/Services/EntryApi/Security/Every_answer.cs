using EventDriven.EntryApi;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class Every_answer(Every_answer.Host host) : IClassFixture<Every_answer.Host>
{
    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/products", 200)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("DELETE", "/products", 405)]
    [InlineData("POST", "/orders", 400)]
    public async Task Tells_browsers_to_keep_to_what_it_says(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response
            .Headers.GetValues("Content-Security-Policy")
            .ShouldHaveSingleItem()
            .ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task That_is_an_exceptions_has_them_too()
    {
        using var body = new StringContent("no JSON", null, "application/json");
        using var response = await host.Api.Client.PostAsync("/orders", body, TestContext.Current.CancellationToken);

        await response.Problem(400);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task That_is_somebodys_own_is_kept_by_no_cache()
    {
        var orderId = await host.Api.PlaceOrder();
        using var order = await host.Api.Client.GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);
        using var stranger = await host
            .Api.As(null)
            .GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);

        order.Headers.CacheControl!.NoStore.ShouldBeTrue();
        stranger.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Production", "https://api.example.com", true)]
    [InlineData("Production", "http://api.example.com", false)]
    [InlineData("Development", "https://api.example.com", false)]
    public async Task Over_TLS_outside_development_asks_for_TLS_ever_after(
        string environment,
        string address,
        bool asks
    )
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(EntryApiHost.Issuer.Settings!);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Transport"] = "InMemory",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = host.Folder.FullPath,
                ["Serilog:MinimumLevel:Default"] = "Error",
            }
        );
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults(new EntryApiService());
        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        using var response = await client.GetAsync(
            new Uri(new Uri(address), "/"),
            TestContext.Current.CancellationToken
        );

        response.IsSuccessStatusCode.ShouldBeTrue();
        response.Headers.Contains("Strict-Transport-Security").ShouldBe(asks);
    }

    public sealed class Host : IAsyncLifetime
    {
        internal EntryApiHost Api { get; private set; } = null!;

        internal TemporaryFolder Folder { get; } = new();

        public async ValueTask InitializeAsync() => Api = await EntryApiHost.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await Api.DisposeAsync();
            await Folder.DisposeAsync();
        }
    }
}
