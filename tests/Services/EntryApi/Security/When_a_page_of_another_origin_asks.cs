using EventDriven.ServiceDefaults;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_page_of_another_origin_asks
{
    private const string Shop = "https://shop.example.com";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Fact]
    public async Task No_browser_lets_it_unless_it_is_configured()
    {
        await using var host = await Start();

        using var preflight = await Preflight(host, Shop);
        using var answer = await Ask(host, Shop);

        preflight.Headers.Contains(AllowOrigin).ShouldBeFalse();
        answer.Headers.Contains(AllowOrigin).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Cors:Origins", Shop)]
    [InlineData("Cors:Origins", $"https://other.example.com, {Shop}")]
    [InlineData("Cors:Origins:0", Shop)]
    public async Task It_may_with_a_token_where_its_origin_is_configured(string setting, string origins)
    {
        await using var host = await Start((setting, origins));

        using var preflight = await Preflight(host, Shop);
        using var answer = await Ask(host, Shop);

        preflight.Headers.GetValues(AllowOrigin).ShouldBe([Shop]);
        preflight
            .Headers.GetValues("Access-Control-Allow-Headers")
            .ShouldHaveSingleItem()
            .ShouldContain("Authorization", Case.Insensitive);
        preflight
            .Headers.Contains("Access-Control-Allow-Credentials")
            .ShouldBeFalse("a token is sent on purpose, a cookie by itself");
        answer.Headers.GetValues(AllowOrigin).ShouldBe([Shop]);
        answer.Headers.GetValues("Access-Control-Expose-Headers").ShouldHaveSingleItem().ShouldContain("Location");
    }

    [Fact]
    public async Task Others_still_may_not()
    {
        await using var host = await Start(("Cors:Origins", Shop));

        using var preflight = await Preflight(host, "https://elsewhere.example.com");

        preflight.Headers.Contains(AllowOrigin).ShouldBeFalse();
    }

    [Fact]
    public async Task It_reads_that_its_token_is_refused()
    {
        await using var host = await Start(("Cors:Origins", Shop));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products") { Headers = { { "Origin", Shop } } };

        using var response = await host.As("expired").SendAsync(request, TestContext.Current.CancellationToken);

        await response.Problem(401);
        response.Headers.GetValues(AllowOrigin).ShouldBe([Shop]);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("shop.example.com")]
    [InlineData($"{Shop}/")]
    [InlineData($"{Shop}/orders")]
    public async Task What_is_no_origin_is_refused_at_the_start(string origin)
    {
        var refusal = await Should.ThrowAsync<StartRefusedException>(() => Start(("Cors:Origins", origin)));

        refusal.Message.ShouldContain($"'{origin}'");
        refusal.Message.ShouldContain("such as https://");
    }

    private static Task<EntryApiHost> Start(params (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var all = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        (all["Database"], all["DataDirectory"]) = ("Sqlite", folder.FullPath);
        return EntryApiHost.StartAsync(all, withInventory: true, folder);
    }

    private static async Task<HttpResponseMessage> Preflight(EntryApiHost host, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/orders")
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "authorization,content-type,idempotency-key" },
            },
        };
        return await host.As(null).SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> Ask(EntryApiHost host, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products") { Headers = { { "Origin", origin } } };
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
