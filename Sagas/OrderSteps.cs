using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using MassTransit;

namespace EventDriven.Sagas;

/// <summary>
/// The steps of an order, each declared once: who performs it, what is sent, and which step undoes it. A new step needs
/// a name in <see cref="OrderStep" />, a row here, and its place in OrderStateMachine.
/// </summary>
internal static class OrderSteps
{
    private static readonly Dictionary<OrderStep, OrderStepDeclaration> Declared = new()
    {
        [OrderStep.ReserveStock] = Inventory(
            order => new ReserveStock { OrderId = order.CorrelationId, Lines = order.Lines },
            undoneBy: OrderStep.ReleaseStock
        ),
        [OrderStep.AuthorisePayment] = Payments(
            order => new AuthorisePayment
            {
                OrderId = order.CorrelationId,
                Amount = order.Total!,
                PaymentToken = order.PaymentToken,
            },
            undoneBy: OrderStep.VoidPayment
        ),
        // Nothing is sent: the operator sees the state, and the deadline ends the review.
        [OrderStep.ReviewPayment] = new("an operator", Send: null),
        [OrderStep.BookShipment] = Shipping(
            order => new BookShipment
            {
                OrderId = order.CorrelationId,
                ShipTo = order.ShipTo,
                Lines = order.Lines,
            },
            undoneBy: OrderStep.CancelShipment
        ),
        [OrderStep.CapturePayment] = Payments(
            order => new CapturePayment { OrderId = order.CorrelationId, Amount = order.Total! },
            undoneBy: OrderStep.RefundPayment
        ),
        // Past the pivot: sent until it is done.
        [OrderStep.DispatchShipment] = Shipping(order => new DispatchShipment { OrderId = order.CorrelationId }) with
        {
            HasAttempts = false,
        },
        [OrderStep.RefundPayment] = Payments(order => new RefundPayment { OrderId = order.CorrelationId }),
        [OrderStep.CancelShipment] = Shipping(order => new CancelShipment { OrderId = order.CorrelationId }),
        [OrderStep.VoidPayment] = Payments(order => new VoidPayment { OrderId = order.CorrelationId }),
        [OrderStep.ReleaseStock] = Inventory(order => new ReleaseStock { OrderId = order.CorrelationId }),
    };

    /// <exception cref="InvalidOperationException">The step has no row.</exception>
    public static OrderStepDeclaration Of(OrderStep step) =>
        Declared.TryGetValue(step, out var declaration)
            ? declaration
            : throw new InvalidOperationException($"The step {step} is not declared: add a row for it to OrderSteps.");

    private static OrderStepDeclaration Inventory<T>(Func<OrderState, T> command, OrderStep? undoneBy = null)
        where T : class => Of("Inventory", Queues.Inventory, command, undoneBy);

    private static OrderStepDeclaration Payments<T>(Func<OrderState, T> command, OrderStep? undoneBy = null)
        where T : class => Of("Payments", Queues.Payments, command, undoneBy);

    private static OrderStepDeclaration Shipping<T>(Func<OrderState, T> command, OrderStep? undoneBy = null)
        where T : class => Of("Shipping", Queues.Shipping, command, undoneBy);

    private static OrderStepDeclaration Of<T>(
        string participant,
        string queue,
        Func<OrderState, T> command,
        OrderStep? undoneBy
    )
        where T : class =>
        new(participant, context => context.Send(Queues.Address(queue), command(context.Saga))) { UndoneBy = undoneBy };
}
