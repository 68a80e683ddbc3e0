using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>Orders that stand in a state, with what an order in it carries.</summary>
internal static class Orders
{
    /// <summary>
    /// An order in the state; one that is being undone waits for just the confirmation that comes, otherwise for the
    /// last one.
    /// </summary>
    public static OrderState In(string state, Type? confirmation = null)
    {
        var order = new OrderState
        {
            CorrelationId = Guid.NewGuid(),
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
            nameof(OrderStateMachine.ReservingStock) => [OrderStep.ReserveStock],
            nameof(OrderStateMachine.AuthorisingPayment) => [OrderStep.ReserveStock, OrderStep.AuthorisePayment],
            nameof(OrderStateMachine.AwaitingReview) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.ReviewPayment,
            ],
            nameof(OrderStateMachine.BookingShipment) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.BookShipment,
            ],
            nameof(OrderStateMachine.CapturingPayment) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.BookShipment,
                OrderStep.CapturePayment,
            ],
            nameof(OrderStateMachine.Dispatching) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.BookShipment,
                OrderStep.CapturePayment,
                OrderStep.DispatchShipment,
            ],
            nameof(OrderStateMachine.Compensating) or nameof(OrderStateMachine.CompensationFailed) => Undoing(
                confirmation
            ),
            _ => [],
        };
        foreach (var step in steps)
            order.Begin(step);

        if (
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

    private static OrderStep[] Undoing(Type? confirmation) =>
        confirmation?.Name switch
        {
            nameof(PaymentRefunded) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.BookShipment,
                OrderStep.CapturePayment,
                OrderStep.RefundPayment,
            ],
            nameof(ShipmentCancelled) =>
            [
                OrderStep.ReserveStock,
                OrderStep.AuthorisePayment,
                OrderStep.BookShipment,
                OrderStep.CancelShipment,
            ],
            nameof(PaymentVoided) => [OrderStep.ReserveStock, OrderStep.AuthorisePayment, OrderStep.VoidPayment],
            _ => [OrderStep.ReserveStock, OrderStep.ReleaseStock],
        };
}
