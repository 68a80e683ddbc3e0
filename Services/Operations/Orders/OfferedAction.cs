using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;

namespace EventDriven.Operations.Orders;

/// <summary>
/// An action that an order accepts in its present state: its name (<see cref="OrderAction" />), its title and its
/// effect.
/// </summary>
public sealed record OfferedAction(string Action, string Title, string Effect, bool IsDangerous = false)
{
    private static readonly OfferedAction Cancel = new(
        OrderAction.Cancel,
        "Cancel the order",
        "The step in progress finishes first. Then all steps are undone, and the order ends as Cancelled. "
            + "The customer receives the reason.",
        IsDangerous: true
    );

    private static readonly OfferedAction Approve = new(
        OrderAction.Approve,
        "Approve the payment",
        "The order continues with the shipment."
    );

    private static readonly OfferedAction Reject = new(
        OrderAction.Reject,
        "Reject the payment",
        "All completed steps are undone, and the order ends as Rejected. The customer receives the reason.",
        IsDangerous: true
    );

    private static readonly OfferedAction AskAgain = new(
        OrderAction.AskAgain,
        "Retry now",
        "The command is sent again, and this attempt's deadline starts again. "
            + "A step that is already done is not done twice."
    );

    private static readonly OfferedAction Resume = new(
        OrderAction.Resume,
        "Resume the compensation",
        "The undo that was not confirmed is attempted again, with all its attempts. Fix the cause first."
    );

    public static IReadOnlyList<OfferedAction> For(TrackedOrder order, bool isCancelAsked)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.State switch
        {
            OrderStates.AwaitingReview => isCancelAsked ? [Approve, Reject] : [Approve, Reject, Cancel],
            // A step is not retried once the order is to be cancelled.
            OrderStates.ReservingStock
            or OrderStates.AuthorisingPayment
            or OrderStates.BookingShipment
            or OrderStates.CapturingPayment => isCancelAsked ? [] : [AskAgain, Cancel],
            OrderStates.Dispatching or OrderStates.Compensating => [AskAgain],
            OrderStates.CompensationFailed => [Resume],
            _ => [],
        };
    }
}
