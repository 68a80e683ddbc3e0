using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class When_a_command_comes_again(Servers servers, SharedHosts hosts)
    : InventoryStory(servers),
        IClassFixture<SharedHosts>
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reservation_is_answered_the_same_under_the_same_id(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("A", onHand: 10);

        await host.Reserve(OrderId, Line("A", 4));
        await host.Reserve(OrderId, Line("A", 4));

        var answers = await host.Overheard.About(OrderId, 2);
        answers[1].Message.ShouldBeEquivalentTo(answers[0].Message);
        answers[1].MessageId.ShouldBe(answers[0].MessageId, "the saga's inbox then knows it for the same");
        (await host.Row("A")).Held.ShouldBe(4, "it is held once");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task At_the_same_instant_it_is_held_once_and_answered_the_same(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("B", onHand: 100);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.Reserve(OrderId, Line("B", 2))));

        (await host.Overheard.About(OrderId, 30)).Select(answer => answer.MessageId).Distinct().Count().ShouldBe(1);
        (await host.Row("B")).Held.ShouldBe(2);
        host.Log.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_release_gives_back_once(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("C", onHand: 10);
        await host.Reserve(OrderId, Line("C", 4));
        await host.Reserve(Guid.NewGuid(), Line("C", 5));

        await host.Send(new ReleaseStock { OrderId = OrderId });
        await host.Send(new ReleaseStock { OrderId = OrderId });

        var answers = (await host.Overheard.About(OrderId, 3))
            .Where(answer => answer.Message is StockReleased)
            .ToList();
        answers.Count.ShouldBe(2);
        answers[1].ShouldBeEquivalentTo(answers[0]);
        (await host.Row("C")).Held.ShouldBe(5, "what another order holds stays held");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Under_the_same_message_id_it_has_no_second_effect(DatabaseKind database)
    {
        var host = await hosts.Inventory(database);
        await host.Stock("D", onHand: 10);
        var message = Guid.NewGuid();
        var order = new ReserveStock { OrderId = OrderId, Lines = [Line("D", 4)] };

        await host.Send(order, message);
        await host.Send(order, message);

        (await host.Row("D")).Held.ShouldBe(4);
        (await host.Overheard.About(OrderId, 1)).Select(answer => answer.MessageId).Distinct().Count().ShouldBe(1);
        host.Log.Warnings.ShouldBeEmpty();
    }
}
