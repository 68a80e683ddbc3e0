using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>Orders that stand in a state, with what an order in it carries.</summary>
internal static class Orders
{
    /// <summary>
    /// An order in the state; one that is being undone waits for just the confirmation that comes, otherwise for the
    /// last one. One that is dispatched meanwhile was given up past the pivot.
    /// </summary>
    public static OrderState In(string state, Type? confirmation = null, Guid? orderId = null)
    {
        var order = new OrderState
        {
            CorrelationId = orderId ?? Guid.NewGuid(),
            CurrentState = state,
            MachineVersion = OrderStateMachine.Version,
            Sequence = 7,
            CustomerId = "c-1",
            Email = "ada@example.com",
            Lines = Samples.Lines,
            PaymentToken = "tok_accepted",
            ShipTo = Samples.ShipTo,
            Total = state == nameof(OrderStateMachine.ReservingStock) ? null : Samples.Total,
            DeadlineTokenId = Guid.NewGuid(),
        };
        OrderStep[] steps = state switch
        {
            OrderStates.AwaitingReview => [.. StepsTo(OrderStates.AuthorisingPayment), OrderStep.ReviewPayment],
            OrderStates.Compensating or OrderStates.CompensationFailed => Undoing(confirmation),
            _ when OrderStates.IsEnd(state) => [],
            _ => StepsTo(state),
        };
        foreach (var step in steps)
            order.Begin(step);

        if (confirmation == typeof(ShipmentDispatched) && order.Step == OrderStep.CancelShipment)
            order.GiveUpDispatch("The booking has lapsed.");
        else if (
            state
            is nameof(OrderStateMachine.Compensating)
                or nameof(OrderStateMachine.CompensationFailed)
                or nameof(OrderStateMachine.Rejected)
        )
            order.TurnBack("The card was declined.");
        if (state is nameof(OrderStateMachine.Cancelled))
        {
            order.RequestCancel("Found it cheaper.");
            order.TurnBack(null);
        }

        if (steps.Length == 0 || state == nameof(OrderStateMachine.CompensationFailed))
            order.DeadlineTokenId = null;
        return order;
    }

    private static OrderStep[] StepsTo(string state) => [.. Scenario.CommandsTo(state).Select(Enum.Parse<OrderStep>)];

    private static OrderStep[] Undoing(Type? confirmation)
    {
        if (confirmation == typeof(ShipmentDispatched))
            return [.. StepsTo(OrderStates.Dispatching), OrderStep.CancelShipment];

        var stage = Scenario.Stages.SingleOrDefault(stage => stage.Undone == confirmation && confirmation is not null)
            ?? Scenario.Stages[0];
        return [.. StepsTo(stage.State), Enum.Parse<OrderStep>(stage.Undo!.Name)];
    }
}
