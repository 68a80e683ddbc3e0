using System.Net;
using EventDriven.TestServers;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_caller_asks_too_often
{
    private const int Burst = 3;

    [Fact]
    public async Task It_is_told_when_to_come_again()
    {
        await using var host = await Start();
        var client = host.AsCustomer("c-1");
        await Spend(client);

        using var response = await client.GetAsync("/products", TestContext.Current.CancellationToken);

        (await response.Problem(429))["type"]!.ToString().ShouldBe("/problems/rate-limited");
        // One permit comes in a thousand seconds.
        response
            .Headers.RetryAfter!.Delta.ShouldNotBeNull()
            .ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1000));
    }

    [Fact]
    public async Task Others_are_not_held_up()
    {
        await using var host = await Start();
        await Spend(host.AsCustomer("c-1"));

        using var another = await host.AsCustomer("c-2").GetAsync("/products", TestContext.Current.CancellationToken);
        using var stranger = await host.As(null).GetAsync("/", TestContext.Current.CancellationToken);

        another.StatusCode.ShouldBe(HttpStatusCode.OK);
        stranger.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_token_buys_it_nothing()
    {
        await using var host = await Start();
        await Spend(host.AsCustomer("c-1"));
        var claims = TokenIssuer.Claims("c-1", "orders openid");

        using var response = await host.As(EntryApiHost.Issuer.Issue(claims))
            .GetAsync("/products", TestContext.Current.CancellationToken);

        await response.Problem(429);
    }

    [Fact]
    public async Task Guessing_tokens_is_bounded_by_address_and_does_not_shut_out_who_has_one()
    {
        await using var host = await Start();
        for (var i = 0; i < Burst; i++)
        {
            using var refused = await host.As($"guess-{i}")
                .GetAsync("/products", TestContext.Current.CancellationToken);
            await refused.Problem(401);
        }

        using var guess = await host.As("one-more").GetAsync("/products", TestContext.Current.CancellationToken);
        using var client = await host.AsCustomer("c-1").GetAsync("/products", TestContext.Current.CancellationToken);

        await guess.Problem(429);
        client.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_health_is_answered_all_the_same()
    {
        await using var host = await Start();
        var prober = host.As(null);

        for (var i = 0; i < 3 * Burst; i++)
        {
            using var response = await prober.GetAsync("/health/live", TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_limit_that_lets_nobody_in_is_refused_at_the_start()
    {
        var settings = new Dictionary<string, string?> { ["Database"] = "Sqlite", ["RateLimit:Burst"] = "0" };

        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => EntryApiHost.StartAsync(settings));

        refusal.Message.ShouldContain("must be more than zero");
    }

    private static async Task Spend(HttpClient client)
    {
        for (var i = 0; i < Burst; i++)
        {
            using var response = await client.GetAsync("/products", TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static Task<EntryApiHost> Start()
    {
        var folder = new TemporaryFolder();
        return EntryApiHost.StartAsync(
            new()
            {
                ["RateLimit:Burst"] = $"{Burst}",
                ["RateLimit:AnonymousBurst"] = $"{Burst}",
                // So seldom that the test knows how many there are.
                ["RateLimit:PerSecond"] = "0.001",
                ["RateLimit:AnonymousPerSecond"] = "0.001",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = folder.FullPath,
            },
            withInventory: true,
            folder
        );
    }
}
