using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_machine_is_described
{
    private static readonly WorkflowDescribed Described = new OrderStateMachine(
        TimeProvider.System,
        Options.Create(new SagaOptions())
    ).Describe();

    [Fact]
    public void Names_every_state() =>
        Described.States.ShouldBe(Every_event_in_every_state.StateNames, ignoreOrder: true);

    [Fact]
    public void Names_its_ends() => Described.Ends.ShouldBe(OrderStates.Ends, ignoreOrder: true);

    [Fact]
    public void Has_the_states_of_the_contract_in_their_order() =>
        Described.States.ShouldBe(
            [.. OrderStates.InProgress, .. OrderStates.Ends],
            "Contracts/Orders/OrderStates.cs lists the states of Sagas/OrderStateMachine.cs, in the order in which an "
                + "order goes through them"
        );

    [Fact]
    public void Has_the_words_for_every_step()
    {
        var steps = Described.Steps.ShouldNotBeNull();

        steps.Select(step => step.Step).ShouldBe(Enum.GetNames<OrderStep>());
        steps.ShouldContain(
            new WorkflowStep
            {
                Step = nameof(OrderStep.ReserveStock),
                Participant = "Inventory",
                ToDo = "hold the stock",
            }
        );
    }

    [Fact]
    public void Has_the_actions_of_the_machine_which_are_none_at_the_ends()
    {
        var actions = Described.Actions.ShouldNotBeNull();

        actions.Select(row => row.State).ShouldBe(OrderStates.InProgress, ignoreOrder: true);
        actions
            .Single(row => row.State == OrderStates.BookingShipment)
            .Offered.ShouldBe([OrderAction.AskAgain, OrderAction.Cancel]);
    }

    [Fact]
    public void Has_every_move_of_the_table()
    {
        var described = Described.Transitions.Select(transition => (transition.Event, transition.From, transition.To));

        Every_event_in_every_state.Moves.Except(described).ShouldBeEmpty("what an order can do is drawn");
    }

    [Fact]
    public void Has_no_move_by_an_event_that_is_ignored_or_faults_there() =>
        Described
            .Transitions.Select(transition => (transition.Event, transition.From))
            .Except(Every_event_in_every_state.Handled)
            .ShouldBeEmpty("what an order cannot do is not drawn");

    [Theory]
    [InlineData(
        nameof(OrderStateMachine.CompensationFailed),
        nameof(ResumeCompensation),
        new[] { "Compensating", "Cancelled", "Rejected" }
    )]
    [InlineData(
        nameof(OrderStateMachine.BookingShipment),
        nameof(StepDeadlineExpired),
        new[] { "Compensating", "Cancelled", "Rejected" }
    )]
    [InlineData(nameof(OrderStateMachine.Compensating), nameof(StepDeadlineExpired), new[] { "CompensationFailed" })]
    [InlineData(
        nameof(OrderStateMachine.Compensating),
        nameof(StockReleased),
        new[] { "Compensating", "Cancelled", "Rejected" }
    )]
    [InlineData(
        nameof(OrderStateMachine.AwaitingReview),
        nameof(RejectPayment),
        new[] { "Compensating", "Cancelled", "Rejected" }
    )]
    [InlineData(nameof(OrderStateMachine.Dispatching), nameof(ShipmentDispatched), new[] { "Completed" })]
    [InlineData(nameof(OrderStateMachine.Dispatching), nameof(DispatchRefused), new[] { "Compensating" })]
    [InlineData(nameof(OrderStateMachine.Dispatching), nameof(GiveUpDispatch), new[] { "Compensating" })]
    [InlineData(
        nameof(OrderStateMachine.Compensating),
        nameof(ShipmentDispatched),
        new[] { "CapturingPayment", "Completed" }
    )]
    [InlineData(
        nameof(OrderStateMachine.CapturingPayment),
        nameof(PaymentCaptured),
        new[] { "Dispatching", "Compensating", "Cancelled", "Rejected" }
    )]
    [InlineData(nameof(OrderStateMachine.Initial), nameof(SubmitOrder), new[] { "ReservingStock" })]
    public void Leads_where_the_machine_leads(string from, string @event, string[] to) =>
        Described
            .Transitions.Where(transition => transition.From == from && transition.Event == @event)
            .Select(transition => transition.To)
            .ShouldBe(to, ignoreOrder: true);
}
