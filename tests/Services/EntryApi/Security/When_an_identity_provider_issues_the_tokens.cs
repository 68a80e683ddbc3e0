using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_an_identity_provider_issues_the_tokens
{
    [Fact]
    public async Task Its_issuer_and_keys_are_asked_of_it()
    {
        await using var provider = await Provider.StartAsync();
        await using var host = await Start(provider.Address);

        using var response = await Ask(host, provider.Issue(TokenIssuer.Claims("c-1", "orders")));

        response.IsSuccessStatusCode.ShouldBeTrue(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task An_algorithm_that_is_not_expected_is_refused()
    {
        await using var provider = await Provider.StartAsync();
        await using var host = await Start(provider.Address);

        using var response = await Ask(host, provider.Issue(TokenIssuer.Claims("c-1", "orders"), algorithm: "RS512"));

        await response.Problem(401);
    }

    [Fact]
    public async Task Another_keys_are_refused()
    {
        await using var provider = await Provider.StartAsync();
        await using var another = await Provider.StartAsync();
        await using var host = await Start(provider.Address);

        using var response = await Ask(
            host,
            another.Issue(TokenIssuer.Claims("c-1", "orders"), issuer: provider.Address)
        );

        await response.Problem(401);
    }

    [Fact]
    public async Task While_it_is_away_clients_are_asked_to_come_again()
    {
        var provider = await Provider.StartAsync();
        var token = provider.Issue(TokenIssuer.Claims("c-1", "orders"));
        await provider.DisposeAsync();
        await using var host = await Start(provider.Address);

        using var response = await Ask(host, token);
        using var stranger = await host.As(null).GetAsync("/products", TestContext.Current.CancellationToken);

        (await response.Problem(503))["type"]!.ToString().ShouldBe("/problems/unavailable");
        response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        await stranger.Problem(401);
    }

    private static Task<EntryApiHost> Start(string authority)
    {
        var folder = new TemporaryFolder();
        return EntryApiHost.StartAsync(
            new()
            {
                // The provider of the test speaks no TLS.
                [HostDefaults.EnvironmentKey] = Environments.Development,
                ["Authentication:Authority"] = authority,
                ["Authentication:Audience"] = "orders-api",
                ["Serilog:MinimumLevel:Default"] = "Fatal",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = folder.FullPath,
            },
            withInventory: true,
            folder
        );
    }

    private static Task<HttpResponseMessage> Ask(EntryApiHost host, string token) =>
        host.As(token).GetAsync("/products", TestContext.Current.CancellationToken);

    /// <summary>OpenID Connect's discovery document and the keys that it points to; it signs with RSA.</summary>
    private sealed class Provider : IAsyncDisposable
    {
        private readonly RSA _key = RSA.Create(2048);
        private readonly WebApplication _app;

        private Provider(WebApplication app) => _app = app;

        public string Address { get; private set; } = "";

        public static async Task<Provider> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var provider = new Provider(builder.Build());
            provider._app.MapGet("/.well-known/openid-configuration", () =>
                new JsonObject { ["issuer"] = provider.Address, ["jwks_uri"] = $"{provider.Address}/keys" }
            );
            provider._app.MapGet("/keys", () => new JsonObject { ["keys"] = new JsonArray(provider.Key()) });
            await provider._app.StartAsync(TestContext.Current.CancellationToken);
            provider.Address = provider._app.Urls.First();
            return provider;
        }

        public string Issue(JsonObject claims, string? issuer = null, string algorithm = "RS256")
        {
            claims["iss"] = issuer ?? Address;
            var hash = algorithm == "RS512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
            return TokenIssuer.Sign(claims, algorithm, content =>
                _key.SignData(content, hash, RSASignaturePadding.Pkcs1)
            );
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _key.Dispose();
        }

        private JsonObject Key()
        {
            var parameters = _key.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = "1",
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            };
        }
    }
}
