using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_token_is_not_valid(When_a_token_is_not_valid.Host host)
    : IClassFixture<When_a_token_is_not_valid.Host>
{
    private static readonly TokenIssuer Stranger = new();

    private static readonly Dictionary<string, Func<TokenIssuer, string>> Tokens = new()
    {
        ["expired"] = issuer => issuer.Issue(Expired()),
        ["not valid yet"] = issuer => issuer.Issue(Claims("nbf", Seconds(300))),
        ["without an end"] = issuer => issuer.Issue(Claims("exp", null)),
        ["of another issuer"] = issuer => issuer.Issue(Claims("iss", "https://elsewhere.example.com")),
        ["of no issuer"] = issuer => issuer.Issue(Claims("iss", null)),
        ["for another audience"] = issuer => issuer.Issue(Claims("aud", "another-api")),
        ["for no audience"] = issuer => issuer.Issue(Claims("aud", null)),
        ["without a subject"] = issuer => issuer.Issue(Claims("sub", null)),
        ["signed with another key"] = _ => Stranger.Issue(Claims()),
        ["of other claims than were signed"] = issuer =>
            Mixed(issuer.Issue(Claims("sub", "c-2")), issuer.Issue(Claims())),
        ["unsigned (alg none)"] = _ => TokenIssuer.Sign(Claims(), "none", _ => []),
        ["signed with the public key as a secret (HS256)"] = issuer =>
            SignedWithSecret(Encoding.UTF8.GetBytes(issuer.PublicKey)),
        ["signed with the public key's bytes as a secret (HS256)"] = issuer =>
            SignedWithSecret(Bytes(issuer.PublicKey)),
        ["no token at all"] = _ => "hello",
    };

    public static TheoryData<string> Names => [.. Tokens.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_and_not_repeated(string name)
    {
        var token = Tokens[name](EntryApiHost.Issuer);

        using var response = await host.Ask(token);

        var problem = await response.Problem(401);
        problem["type"]!.ToString().ShouldBe("/problems/unauthenticated");
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer error=\"invalid_token\"");
        problem.ToJsonString().ShouldNotContain(token);
    }

    [Theory]
    [InlineData("expired", "has expired")]
    [InlineData("not valid yet", "not valid yet")]
    [InlineData("of another issuer", "another issuer")]
    [InlineData("for another audience", "another audience")]
    [InlineData("without an end", "when it expires")]
    [InlineData("signed with another key", "not signed as it must be")]
    [InlineData("unsigned (alg none)", "not signed as it must be")]
    public async Task The_client_is_told_what_is_wrong_with_it(string name, string said)
    {
        using var response = await host.Ask(Tokens[name](EntryApiHost.Issuer));

        (await response.Problem(401))["detail"]!.ToString().ShouldContain(said);
        response.Headers.WwwAuthenticate.ToString().ShouldContain(said);
    }

    [Fact]
    public async Task The_one_that_they_were_made_of_is_accepted()
    {
        using var response = await host.Ask(EntryApiHost.Issuer.Issue(Claims()));

        response.IsSuccessStatusCode.ShouldBeTrue($"{response.StatusCode}");
    }

    private static JsonObject Claims() => TokenIssuer.Claims("c-1", "orders");

    private static JsonObject Expired()
    {
        var claims = Claims();
        (claims["nbf"], claims["exp"]) = (Seconds(-600), Seconds(-300));
        return claims;
    }

    private static JsonObject Claims(string spoilt, JsonNode? value)
    {
        var claims = Claims();
        if (value is null)
            claims.Remove(spoilt);
        else
            claims[spoilt] = value;
        return claims;
    }

    private static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    private static string Mixed(string claims, string signature)
    {
        var (one, other) = (claims.Split('.'), signature.Split('.'));
        return $"{one[0]}.{one[1]}.{other[2]}";
    }

    private static string SignedWithSecret(byte[] secret) =>
        TokenIssuer.Sign(Claims(), "HS256", content => HMACSHA256.HashData(secret, content));

    private static byte[] Bytes(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.ExportSubjectPublicKeyInfo();
    }

    public sealed class Host : IAsyncLifetime
    {
        private EntryApiHost _api = null!;

        internal Task<HttpResponseMessage> Ask(string token) =>
            _api.As(token).GetAsync("/products", TestContext.Current.CancellationToken);

        public async ValueTask InitializeAsync() => _api = await EntryApiHost.StartAsync();

        public ValueTask DisposeAsync() => _api.DisposeAsync();
    }
}
