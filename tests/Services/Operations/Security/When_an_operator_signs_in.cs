using System.Net;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

public sealed class When_an_operator_signs_in(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/console/orders?state=Stuck", "/console/orders?state=Stuck")]
    [InlineData("/console", "/console")]
    [InlineData("", "/console")]
    [InlineData("//evil.example.com/console", "/console")]
    [InlineData("https://evil.example.com/console", "/console")]
    [InlineData(@"/\evil.example.com/console", "/console")]
    [InlineData("/consolex", "/console")]
    [InlineData("/products", "/console")]
    [InlineData("~/console", "/console")]
    public async Task The_page_that_was_asked_for_is_shown_and_none_elsewhere(string next, string shown)
    {
        var host = await hosts.Console();
        using var session = host.Open();

        using var entered = await session.SignIn(ConsoleHost.Issuer.ForOperator(), next);

        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        entered.Headers.Location!.OriginalString.ShouldBe(shown);
        using var page = await session.Get(shown);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("an-operator");
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public async Task The_cookie_is_for_this_console_alone(string scheme, bool isSecure)
    {
        var host = await hosts.Console();
        using var session = host.Open(scheme);

        using var entered = await session.SignIn(ConsoleHost.Issuer.ForOperator());

        var cookie = entered
            .Headers.GetValues("Set-Cookie")
            .Single(set => set.StartsWith("console=", StringComparison.Ordinal))
            .ToLowerInvariant();
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=strict");
        cookie.ShouldContain("; path=/console");
        cookie.Contains("; secure", StringComparison.Ordinal).ShouldBe(isSecure);
    }

    [Fact]
    public async Task They_stay_signed_in_at_every_replica_and_after_a_restart()
    {
        await using var database = await servers.CreateDatabaseAsync("operations", Cancel);
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Operations"] = database.ConnectionString };
        Dictionary<string, string> cookies;
        await using (var first = await ConsoleHost.StartAsync(settings: settings))
        {
            using var session = await first.OpenAsOperator();
            cookies = session.Cookies;
            await using var second = await ConsoleHost.StartAsync(settings: settings);
            using var there = new ConsoleHost.Session(second.Server, "http") { Cookies = new(cookies) };
            using var page = await there.Get("/console/actions");
            page.StatusCode.ShouldBe(HttpStatusCode.OK, "at the other replica");
        }

        await using var again = await ConsoleHost.StartAsync(settings: settings);
        using var later = new ConsoleHost.Session(again.Server, "http") { Cookies = new(cookies) };
        using var shown = await later.Get("/console/actions");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK, "after a restart");
    }

    [Fact]
    public async Task They_are_strangers_once_they_sign_out()
    {
        var host = await hosts.Console();
        using var session = await host.OpenAsOperator();

        using var left = await session.Submit("/console", "/console/signin?handler=Out", []);

        left.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        session.Cookies.ShouldNotContainKey("console");
        using var page = await session.Get("/console");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("cross-site", true)]
    [InlineData("same-origin", false)]
    [InlineData("none", false)]
    public async Task A_link_from_another_site_finds_them_signed_in(string from, bool sentOn)
    {
        var host = await hosts.Console();
        using var session = host.Open();

        using var page = await session.Get(
            "/console/signin?next=%2Fconsole%2Forders%3Fstate%3DStuck",
            ("Sec-Fetch-Site", from)
        );

        (await page.Content.ReadAsStringAsync(Cancel))
            .Contains(
                """<meta http-equiv="refresh" content="0;url=/console/orders?state=Stuck" />""",
                StringComparison.Ordinal
            )
            .ShouldBe(
                sentOn,
                "the browser does not send a strict cookie with another site's request, but with this page's own"
            );
    }
}
