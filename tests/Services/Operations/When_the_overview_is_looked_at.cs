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

        (await Text(console.Host, "time")).ShouldContain("p50: 10 s p95: 19 s the highest: 19 s");
    }

    [Fact]
    public async Task An_empty_system_says_so()
    {
        await using var console = await Start("Sqlite");

        (await Text(console.Host, "states")).ShouldContain(
            "No order is on its way: every one that was heard of has ended."
        );
    }

    [Fact]
    public async Task In_memory_there_are_no_queues_to_look_at()
    {
        await using var console = await Start("Sqlite");

        (await Text(console.Host, "queues")).ShouldContain("This process carries its messages in memory");
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
        TextOf(html, "queues").ShouldContain("in memory");
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

    private static async Task Keep(ConsoleHost host, params TrackedOrder[] orders)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        db.TrackedOrders.AddRange(orders);
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
