using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Sagas;

/// <summary>
/// The steps of an order, each declared once: its participant, the console's words for it, its command, and the step
/// that undoes it. A new step needs a name in <see cref="OrderStep" />, a row here, and its place in OrderStateMachine.
/// </summary>
internal static class OrderSteps
{
    private static readonly Dictionary<OrderStep, OrderStepDeclaration> Declared = new()
    {
        [OrderStep.ReserveStock] = Inventory(
            "hold the stock",
            order => new ReserveStock { OrderId = order.CorrelationId, Lines = order.Lines },
            undoneBy: OrderStep.ReleaseStock
        ),
        [OrderStep.AuthorisePayment] = Payments(
            "authorise the payment",
            order => new AuthorisePayment
            {
                OrderId = order.CorrelationId,
                Amount = order.Total!,
                PaymentToken = order.PaymentToken,
            },
            undoneBy: OrderStep.VoidPayment
        ),
        // Nothing is sent: the operator sees the state, and the deadline ends the review.
        [OrderStep.ReviewPayment] = new("an operator", "review the payment", Send: null),
        [OrderStep.BookShipment] = Shipping(
            "book the parcel",
            order => new BookShipment
            {
                OrderId = order.CorrelationId,
                ShipTo = order.ShipTo!,
                Lines = order.Lines,
            },
            undoneBy: OrderStep.CancelShipment
        ),
        [OrderStep.CapturePayment] = Payments(
            "take the payment",
            order => new CapturePayment { OrderId = order.CorrelationId, Amount = order.Total! },
            undoneBy: OrderStep.RefundPayment
        ),
        // Past the pivot: sent until it is answered or given up.
        [OrderStep.DispatchShipment] = Shipping("hand the parcel over", order => new DispatchShipment
        {
            OrderId = order.CorrelationId,
        }) with
        {
            HasAttempts = false,
        },
        [OrderStep.RefundPayment] = Payments("refund the payment", order => new RefundPayment
        {
            OrderId = order.CorrelationId,
        }),
        [OrderStep.CancelShipment] = Shipping("cancel the parcel", order => new CancelShipment
        {
            OrderId = order.CorrelationId,
        }),
        [OrderStep.VoidPayment] = Payments("void the authorisation", order => new VoidPayment
        {
            OrderId = order.CorrelationId,
        }),
        [OrderStep.ReleaseStock] = Inventory("release the stock", order => new ReleaseStock
        {
            OrderId = order.CorrelationId,
        }),
    };

    /// <summary>The steps that undo others, of the latest step first.</summary>
    public static IEnumerable<OrderStep> Undos =>
        Enum.GetValues<OrderStep>().Reverse().Select(step => Of(step).UndoneBy).OfType<OrderStep>();

    /// <exception cref="InvalidOperationException">The step has no row.</exception>
    public static OrderStepDeclaration Of(OrderStep step) =>
        Declared.TryGetValue(step, out var declaration)
            ? declaration
            : throw new InvalidOperationException($"The step {step} is not declared: add a row for it to OrderSteps.");

    private static OrderStepDeclaration Inventory<T>(
        string toDo,
        Func<OrderState, T> command,
        OrderStep? undoneBy = null
    )
        where T : class => Of("Inventory", Queues.Inventory, toDo, command, undoneBy);

    private static OrderStepDeclaration Payments<T>(
        string toDo,
        Func<OrderState, T> command,
        OrderStep? undoneBy = null
    )
        where T : class => Of("Payments", Queues.Payments, toDo, command, undoneBy);

    private static OrderStepDeclaration Shipping<T>(
        string toDo,
        Func<OrderState, T> command,
        OrderStep? undoneBy = null
    )
        where T : class => Of("Shipping", Queues.Shipping, toDo, command, undoneBy);

    private static OrderStepDeclaration Of<T>(
        string participant,
        string queue,
        string toDo,
        Func<OrderState, T> command,
        OrderStep? undoneBy
    )
        where T : class =>
        new(participant, toDo, context => context.Send(Queues.Address(queue), command(context.Saga), send =>
            {
                // Otherwise the inbox would drop the recorded answer, which it has seen in an earlier epoch.
                if (context.Saga.Epoch > 1)
                    send.Headers.Set(Epochs.Header, context.Saga.Epoch);
            })) { UndoneBy = undoneBy };
}
