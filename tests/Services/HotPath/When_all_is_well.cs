using EventDriven.Operations.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.HotPath;

public sealed class When_all_is_well(Servers servers)
{
    [Fact]
    public async Task None_of_500_orders_is_stuck_at_any_time()
    {
        await using var services = await AllServices.StartAsync(
            servers,
            withConsole: true,
            (_, database) => Task.FromResult(database.ConnectionString),
            reports: true
        );
        var (seen, troubles) = (0, new HashSet<Trouble>());
        var run = Task.Run(
            async () =>
            {
                for (var round = 0; round < 10; round++)
                    await services.UntilCompletedAsync(
                        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => services.PlaceAnOrderAsync()))
                    );
            },
            TestContext.Current.CancellationToken
        );
        await Eventually.See(
            async () =>
            {
                var (open, found) = await services.SeeInConsoleAsync();
                seen += open;
                troubles.UnionWith(found);
                return run.IsCompleted;
            },
            isOver => isOver,
            TimeSpan.FromMinutes(5),
            TestContext.Current.CancellationToken
        );

        await run;
        troubles.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(0, "the console saw orders on their way");
    }
}
