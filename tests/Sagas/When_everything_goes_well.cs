using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_everything_goes_well : Story
{
    protected override Task Situation() => GoTo(OrderStates.Completed);

    [Fact]
    public void Ends_in_Completed() => State.ShouldBe("Completed");

    [Fact]
    public void Asks_for_each_step_once_and_in_order() => Commands.ShouldBe(Scenario.CommandsTo(OrderStates.Completed));

    [Fact]
    public void Sends_each_command_to_its_owner()
    {
        QueuesOf<ReserveStock>().ShouldBe([Queues.Inventory]);
        QueuesOf<AuthorisePayment>().ShouldBe([Queues.Payments]);
        QueuesOf<BookShipment>().ShouldBe([Queues.Shipping]);
        QueuesOf<CapturePayment>().ShouldBe([Queues.Payments]);
        QueuesOf<DispatchShipment>().ShouldBe([Queues.Shipping]);
    }

    [Fact]
    public void Reserves_what_was_ordered() =>
        Outgoing<ReserveStock>().ShouldHaveSingleItem().Lines.ShouldBe(Samples.Lines);

    [Fact]
    public void Authorises_and_captures_the_price_that_Inventory_named()
    {
        var authorised = Outgoing<AuthorisePayment>().ShouldHaveSingleItem();
        (authorised.Amount, authorised.PaymentToken).ShouldBe((Samples.Total, "tok_accepted"));
        Outgoing<CapturePayment>().ShouldHaveSingleItem().Amount.ShouldBe(Samples.Total);
    }

    [Fact]
    public void Books_the_parcel_to_the_customers_address()
    {
        var booking = Outgoing<BookShipment>().ShouldHaveSingleItem();
        booking.ShipTo.ShouldBe(Samples.ShipTo);
        booking.Lines.ShouldBe(Samples.Lines);
    }

    [Fact]
    public void Tells_once_that_the_order_is_completed() =>
        Outgoing<OrderCompleted>()
            .ShouldHaveSingleItem()
            .ShouldBe(
                new OrderCompleted
                {
                    OrderId = OrderId,
                    CustomerId = "c-1",
                    Email = "ada@example.com",
                    Total = Samples.Total,
                    TrackingNumber = "TRK-1",
                    At = Now,
                }
            );

    [Fact]
    public void Tells_no_other_end() => Ends.ShouldBe(["OrderCompleted"]);

    [Fact]
    public void Waits_for_nothing_any_more()
    {
        PendingDeadlines.ShouldBeEmpty();
        (Order.Step, Order.DeadlineTokenId).ShouldBe((null, null));
    }

    [Fact]
    public void Has_no_reason_and_no_outcome_of_an_undoing() => (Order.Reason, Order.Outcome).ShouldBe((null, null));

    [Fact]
    public void Remembers_the_version_of_the_machine_that_it_began_under() =>
        Order.MachineVersion.ShouldBe(OrderStateMachine.Version);

    [Fact]
    public void Writes_its_history_without_gaps() =>
        History
            .Select(entry => (entry.Sequence, entry.Event, entry.From, entry.To))
            .ShouldBe([
                (1, nameof(SubmitOrder), OrderStates.Initial, Scenario.Stages[0].State),
                .. Scenario.Stages.Select(
                    (stage, index) => (index + 2, stage.Answer.Name, stage.State, Scenario.After(stage.State))
                ),
            ]);

    [Fact]
    public void Publishes_each_line_of_history_with_its_sequence() =>
        Outgoing<OrderStatusChanged>()
            .Select(status => (status.Sequence, status.State, status.Cause, status.At))
            .ShouldBe(History.Select(entry => (entry.Sequence, entry.To, entry.Cause, entry.At)));

    [Fact]
    public void Names_the_messages_that_caused_each_line()
    {
        History.ShouldAllBe(entry => entry.MessageId != null && entry.ConversationId != null);
        History.Select(entry => entry.MessageId).ShouldBeUnique();
    }

    [Fact]
    public void Tells_the_total_from_the_moment_it_is_known()
    {
        var known = History.Single(entry => entry.Event == nameof(StockReserved)).Sequence;

        Outgoing<OrderStatusChanged>()
            .ShouldAllBe(status => status.Total == (status.Sequence < known ? null : Samples.Total));
    }
}
