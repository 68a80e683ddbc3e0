using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.HotPath;

/// <summary>
/// What an order costs its databases, counted on the wire. A figure here that grows is a regression, whatever a clock
/// says.
/// </summary>
public sealed class When_an_order_goes_through(Servers servers) : IAsyncDisposable
{
    // EntryApi: one request and six events, of which the last one also loads the order. Orders: six messages.
    // Participants: two messages each. Notifications: one mail, its intent and its result.
    private const string Costs = """
        Orders            12 round trips,  40 statements,  6 commits
        Inventory          6 round trips,  11 statements,  2 commits
        Payments           4 round trips,   4 statements,  4 commits
        PaymentProvider    3 round trips,   7 statements,  2 commits
        Shipping           4 round trips,   4 statements,  4 commits
        Carrier            3 round trips,   7 statements,  2 commits
        Notifications      2 round trips,   2 statements,  2 commits
        EntryApi           8 round trips,  11 statements,  7 commits
        """;

    private readonly Dictionary<string, PostgresTap> _taps = [];

    [Fact]
    public async Task Each_database_is_asked_as_often_as_it_must_be_and_plans_nothing_anew()
    {
        await using var services = await StartAsync(withConsole: false, connections: 1);

        // A statement is prepared the second time that it comes on a connection.
        for (var order = 0; order < 4; order++)
            await services.UntilCompletedAsync(await services.PlaceAnOrderAsync());
        Forget();

        await services.UntilCompletedAsync(await services.PlaceAnOrderAsync());

        var asked = _taps.ToDictionary(
            tap => tap.Key,
            tap => tap.Value.RoundTrips.Where(trip => !trip.IsHousekeeping).ToList()
        );
        var log = string.Join(
            "\n\n",
            asked.Select(database => $"{database.Key}:\n{string.Join('\n', database.Value)}")
        );
        asked.Values.SelectMany(trips => trips).SelectMany(trip => trip.Unprepared).ShouldBeEmpty(log);
        string.Join('\n', asked.Select(database => Cost(database.Key, database.Value))).ShouldBe(Costs, log);
    }

    // Under load, saves and loads share commits. All statements count, also those of housekeeping and of the console.
    // Each round trip that does not begin a transaction counts as a commit: a query alone, a grouped save, a COMMIT.
    // docs/performance.md has the figures that the load program measured.
    [Fact]
    public async Task Sixty_orders_at_a_time_share_their_commits()
    {
        await using var services = await StartAsync(withConsole: true, connections: 40);
        await CompleteTogetherAsync(services, 60);
        Forget();

        for (var round = 0; round < 4; round++)
            await CompleteTogetherAsync(services, 60);

        var trips = _taps.Values.SelectMany(tap => tap.RoundTrips).ToList();
        (trips.Sum(trip => trip.Statements.Count) / 240.0).ShouldBeLessThanOrEqualTo(35);
        (trips.Count(trip => !trip.Begins) / 240.0).ShouldBeLessThanOrEqualTo(16);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tap in _taps.Values)
            await tap.DisposeAsync();
    }

    private Task<AllServices> StartAsync(bool withConsole, int connections) =>
        AllServices.StartAsync(servers, withConsole, (name, database) =>
        {
            _taps[name] = new PostgresTap(database.ConnectionString, connections);
            return Task.FromResult(_taps[name].ConnectionString);
        });

    private void Forget()
    {
        foreach (var tap in _taps.Values)
            tap.Forget();
    }

    private static async Task CompleteTogetherAsync(AllServices services, int count) =>
        await services.UntilCompletedAsync(
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => services.PlaceAnOrderAsync()))
        );

    private static string Cost(string database, List<RoundTrip> trips)
    {
        var (commits, inTransaction) = (0, false);
        foreach (var trip in trips)
        {
            inTransaction |= trip.Begins;
            if (trip.Commits || (trip.Writes && !inTransaction))
                commits++;
            inTransaction &= !trip.Commits;
        }

        var statements = trips.Sum(trip => trip.Statements.Count);
        return $"{database, -16} {trips.Count, 3} round trips, {statements, 3} statements, {commits, 2} commits";
    }
}
