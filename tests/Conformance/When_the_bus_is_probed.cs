using System.Text.Json;
using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_the_bus_is_probed(Servers servers)
{
    [Theory, EachCombination]
    public async Task It_tells_of_the_outbox_and_of_the_sagas(Database database, ConcurrencyMode mode)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithOrders(mode).WithWork());

        var probe = JsonSerializer.Serialize(shop.Bus.GetProbeResult(TestContext.Current.CancellationToken));

        probe.ShouldContain(nameof(OrderStateMachine));
        probe.ShouldContain("\"filterType\":\"outbox\"");
    }
}
