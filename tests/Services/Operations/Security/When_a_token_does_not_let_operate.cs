using System.Net;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

public sealed class When_a_token_does_not_let_operate(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    public static TheoryData<string, string> Tokens()
    {
        using var stranger = new TokenIssuer();
        var expired = TokenIssuer.Claims("an-operator", "orders.operate");
        expired["exp"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();
        return new()
        {
            { ConsoleHost.Issuer.ForCustomer("c-1"), "c-1 may not operate: the token lacks the scope orders.operate." },
            { ConsoleHost.Issuer.Issue(expired), "The token is not valid here" },
            { stranger.ForOperator(), "The token is not valid here" },
            {
                ConsoleHost.Issuer.Issue(TokenIssuer.Claims(new string('x', 256), "orders.operate")),
                "The token needs a claim sub, which is recorded with your actions, of at most 255 characters."
            },
            { "no token", "The token is not valid here" },
            { " ", "Paste an access token." },
        };
    }

    [Theory]
    [MemberData(nameof(Tokens), DisableDiscoveryEnumeration = true)]
    public async Task The_sign_in_is_refused_with_the_reason(string token, string reason)
    {
        var host = await hosts.Console();
        using var session = host.Open();

        using var answer = await session.SignIn(token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(reason);
        session.Cookies.ShouldNotContainKey("console");
    }

    [Fact]
    public async Task Nobody_is_let_in_by_one_click_outside_development()
    {
        var host = await hosts.Console();
        using var session = host.Open();

        using var answer = await session.Submit("/console/signin", "/console/signin?handler=Development", []);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        session.Cookies.ShouldNotContainKey("console");
    }
}
