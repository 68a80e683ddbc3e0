using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_stock_is_short : Story
{
    protected override async Task Situation()
    {
        await GoTo(OrderStates.ReservingStock);
        await Hears<StockShort>();
    }

    [Fact]
    public void Ends_in_Rejected_at_once() => State.ShouldBe("Rejected");

    [Fact]
    public void Has_nothing_to_undo() => Commands.ShouldBe(["ReserveStock"]);

    [Fact]
    public void Tells_the_customer_which_lines_are_short()
    {
        var rejected = Outgoing<OrderRejected>().ShouldHaveSingleItem();
        (rejected.Reason, rejected.Total, rejected.Email).ShouldBe(
            ("LAMP-1 is out of stock.", null, "ada@example.com")
        );
    }

    [Fact]
    public void Waits_for_nothing_any_more() => PendingDeadlines.ShouldBeEmpty();
}
