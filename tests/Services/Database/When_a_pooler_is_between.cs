using EventDriven.Services.Tests.HotPath;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests.Database;

/// <summary>
/// A connection pooler in transaction mode keeps no prepared statement, and takes no options at the start of a session.
/// The connection string says so.
/// </summary>
public sealed class When_a_pooler_is_between(Servers servers) : IAsyncDisposable
{
    private readonly List<PgBouncer> _poolers = [];

    [Fact]
    public async Task The_services_start_and_orders_go_through()
    {
        await using var services = await AllServices.StartAsync(servers, withConsole: true, async (_, database) =>
        {
            var pooler = await PgBouncer.StartAsync(database);
            _poolers.Add(pooler);
            return $"{pooler.ConnectionString};Max Auto Prepare=0;Options=";
        });

        var placed = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => services.PlaceAnOrderAsync()));

        await services.UntilCompletedAsync(placed);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pooler in _poolers)
            await pooler.DisposeAsync();
    }
}
