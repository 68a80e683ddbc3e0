using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_an_undo_overtakes_its_action(Servers servers) : InventoryStory(servers)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_undo_succeeds(DatabaseKind database)
    {
        await using var host = await Start(database);

        var released = await host.Ask<StockReleased>(new ReleaseStock { OrderId = OrderId }, OrderId);

        released.OrderId.ShouldBe(OrderId);
        host.Log.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_late_action_is_refused(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 10);
        await host.Ask<StockReleased>(new ReleaseStock { OrderId = OrderId }, OrderId);

        var refused = await host.Ask<StockShort>(
            new ReserveStock { OrderId = OrderId, Lines = [Line("A", 1)] },
            OrderId,
            answersSoFar: 1
        );

        refused.Lines.ShouldBeEmpty("nothing was short: the order was released before");
        refused.Reason.ShouldContain("released");
        (await host.Row("A")).Held.ShouldBe(0, "nobody would ever release it");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_stays_held_whichever_is_first(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 100);
        var orders = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(
            orders.SelectMany(order =>
                new[] { host.Reserve(order, Line("A", 1)), host.Send(new ReleaseStock { OrderId = order }) }
            )
        );

        (await host.Row("A")).ShouldSatisfyAllConditions(a => a.Held.ShouldBe(0), a => a.Available.ShouldBe(100));
        foreach (var order in orders)
        {
            var answers = await host.Overheard.About(order, 2);
            answers.Count(answer => answer.Message is StockReleased).ShouldBe(1);
            answers.Count(answer => answer.Message is StockReserved or StockShort).ShouldBe(1);
        }

        host.Log.Warnings.ShouldBeEmpty();
    }
}
