using System.Net;
using System.Text.RegularExpressions;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed partial class When_the_overview_is_looked_at(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Orders_on_their_way_are_counted_by_state_with_the_age_of_the_oldest(string database)
    {
        await using var console = await Start(database);
        await Keep(
            console.Host,
            OnTheWay("BookingShipment", minutes: 3),
            OnTheWay("BookingShipment", minutes: 30),
            OnTheWay("ReservingStock", minutes: 5),
            Ended("Completed", seconds: 2)
        );

        (await Text(console.Host, "states")).ShouldContain("Reserving stock 1 5 min Booking shipment 2 30 min");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Those_that_are_stuck_are_told_apart(string database)
    {
        await using var console = await Start(database);
        var stuck = OnTheWay("BookingShipment", minutes: 30, stuckInMinutes: -10);
        await Keep(console.Host, stuck, OnTheWay("BookingShipment", minutes: 3, stuckInMinutes: 3));

        var html = await Page(console.Host);
        TextOf(html, "states").ShouldContain("Booking shipment 2 1 stuck");
        using var session = await console.Host.OpenAsOperator();
        using var answer = await session.Get(StuckTile().Match(html).Groups[1].Value);
        (await ConsolePage.Of(answer)).Orders().ShouldBe([stuck.OrderId.ToString()[..8]]);
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task The_ends_of_the_last_hour_are_counted_by_kind(string database)
    {
        await using var console = await Start(database);
        await Keep(
            console.Host,
            [
                Ended("Rejected", seconds: 1),
                .. Enumerable.Range(1, 3).Select(_ => Ended("Completed", seconds: 2)),
                Ended("Completed", seconds: 1, minutesAgo: 61),
            ]
        );

        (await Text(console.Host, "ends")).ShouldContain("Completed 3 75 % Rejected 1 25 %");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task The_times_to_completion_are_those_of_orders_that_completed(string database)
    {
        await using var console = await Start(database);
        await Keep(
            console.Host,
            [
                .. Enumerable.Range(1, 20).Select(seconds => Ended("Completed", seconds)),
                Ended("Rejected", seconds: 3000),
            ]
        );

        var page = await Page(console.Host);
        TextOf(page, "rate").ShouldContain("highest in the last 60 minutes: 21 in a minute");
        TextOf(page, "time").ShouldMatch("minute of \\d\\d:\\d\\d UTC:");
        TextOf(page, "time").ShouldContain("UTC: p50 10 s p95 19 s highest p95 in the last 60 minutes: 19 s");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Failed_messages_that_wait_are_counted_here_and_in_the_navigation_of_every_page(string database)
    {
        await using var console = await Start(database);
        using var session = await console.Host.OpenAsOperator();
        (await Page(console.Host)).ShouldContain("<span class=\"figure\">0</span> failed messages");
        (await Badge(session, "/console/actions")).ShouldBeEmpty();

        await Keep(console.Host, Failed("Waiting"), Failed("Waiting"), Failed("Discarded"));

        (await Page(console.Host)).ShouldContain(
            "<a href=\"/console/failed\"><span class=\"figure\">2</span> failed messages</a>"
        );
        foreach (var page in new[] { "", "/orders", "/failed", "/topology", "/actions" })
            (await Badge(session, $"/console{page}")).ShouldBe("2", page);
    }

    [Fact]
    public async Task A_page_shows_its_new_number_of_failed_messages_as_soon_as_it_looks_again()
    {
        await using var console = await Start("Sqlite");
        using var session = await console.Host.OpenAsOperator();
        (string, string)[] live = [("X-Requested-With", "XMLHttpRequest")];
        using var first = await session.Get("/console/actions", live);

        await Keep(console.Host, Failed("Waiting"));

        using var second = await session.Get("/console/actions", [.. live, ("If-None-Match", $"{first.Headers.ETag}")]);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_empty_system_says_so()
    {
        await using var console = await Start("Sqlite");

        (await Text(console.Host, "states")).ShouldContain("No orders in progress.");
    }

    [Fact]
    public async Task In_memory_there_are_no_queues_to_look_at()
    {
        await using var console = await Start("Sqlite");

        (await Text(console.Host, "queues")).ShouldContain("This process uses the in-memory transport");
    }

    [Fact]
    public async Task Without_the_database_it_says_what_it_cannot_show_and_shows_the_rest()
    {
        await using var database = await servers.CreateDatabaseAsync("operations", Cancel);
        var behind = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(behind.Host!, behind.Port);
        proxy.Open();
        (behind.Host, behind.Port) = ("127.0.0.1", proxy.Port);
        await using var host = await ConsoleHost.StartAsync(
            settings: new() { ["ConnectionStrings:Operations"] = behind.ConnectionString }
        );
        using var session = await host.OpenAsOperator();

        proxy.Close();
        using var answer = await session.Get("/console");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        html.ShouldContain(
            "The console&#x27;s own database does not answer".Replace("&#x27;", "'", StringComparison.Ordinal)
        );
        TextOf(html, "queues").ShouldContain("in-memory transport");
    }

    private static TrackedOrder OnTheWay(string state, int minutes, int stuckInMinutes = 60) =>
        new()
        {
            OrderId = Guid.NewGuid(),
            SubmittedAt = DateTimeOffset.UtcNow.AddMinutes(-minutes),
            State = state,
            Sequence = 1,
            StateSince = DateTimeOffset.UtcNow.AddMinutes(-minutes),
            UpdatedAt = DateTimeOffset.UtcNow.AddMinutes(-minutes),
            StuckAt = DateTimeOffset.UtcNow.AddMinutes(stuckInMinutes),
            Undo = "",
        };

    private static TrackedOrder Ended(string state, int seconds, int minutesAgo = 5)
    {
        // All in one minute: then the figures are of it alone.
        var now = DateTimeOffset.UtcNow;
        var at = now.AddMinutes(-minutesAgo).AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddSeconds(30);
        return new TrackedOrder
        {
            OrderId = Guid.NewGuid(),
            SubmittedAt = at.AddSeconds(-seconds),
            State = state,
            Sequence = 1,
            StateSince = at,
            UpdatedAt = at,
            EndedAt = at,
            Undo = "",
        };
    }

    private static FailedMessage Failed(string status) =>
        new()
        {
            Id = Guid.NewGuid(),
            Queue = "shipping",
            RestedIn = "shipping_error",
            MessageType = "",
            ExceptionType = "",
            Headers = "{}",
            ContentType = "",
            Body = [],
            FailedAt = DateTimeOffset.UtcNow,
            TakenInAt = DateTimeOffset.UtcNow,
            PutBacks = 0,
            Status = status,
        };

    private static async Task<string> Badge(ConsoleHost.Session session, string path)
    {
        using var answer = await session.Get(path);
        return FailedBadge().Match(await answer.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
    }

    private static async Task Keep(ConsoleHost host, params object[] rows)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        db.AddRange(rows);
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<string> Text(ConsoleHost host, string heading) => TextOf(await Page(host), heading);

    private static async Task<string> Page(ConsoleHost host)
    {
        using var session = await host.OpenAsOperator();
        using var answer = await session.Get("/console");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static string TextOf(string html, string heading)
    {
        var section = Regex.Match(
            html,
            $"<section[^>]*aria-labelledby=\"{heading}\".*?</section>",
            RegexOptions.Singleline
        );
        section.Success.ShouldBeTrue($"the page has no section {heading}");
        return Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(section.Value, " ")), " ");
    }

    private async Task<Console> Start(string database)
    {
        if (database == "Sqlite")
            return new Console(await ConsoleHost.StartAsync(), null);
        var postgres = await servers.CreateDatabaseAsync("operations", Cancel);
        return new Console(
            await ConsoleHost.StartAsync(
                settings: new() { ["ConnectionStrings:Operations"] = postgres.ConnectionString }
            ),
            postgres
        );
    }

    [GeneratedRegex("<a href=\"([^\"]+)\"><span class=\"figure\">1</span> stuck</a>")]
    private static partial Regex StuckTile();

    [GeneratedRegex(
        "<nav.*data-live=\"failed-count\">\\s*<span class=\"badge bad\">(\\d+)</span>",
        RegexOptions.Singleline
    )]
    private static partial Regex FailedBadge();

    [GeneratedRegex("<title>.*?</title>|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private sealed record Console(ConsoleHost Host, TestDatabase? Database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            if (Database is not null)
                await Database.DisposeAsync();
        }
    }
}
