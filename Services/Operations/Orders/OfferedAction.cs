using EventDriven.Operations.Domain;

namespace EventDriven.Operations.Orders;

/// <summary>Something that an operator can do with an order where it stands.</summary>
/// <param name="Action">Its name: one of <see cref="OrderAction" />.</param>
/// <param name="Title">What it is called on the page.</param>
/// <param name="Effect">What follows, in a sentence.</param>
/// <param name="IsDangerous">Whether it takes something from the customer.</param>
public sealed record OfferedAction(string Action, string Title, string Effect, bool IsDangerous = false)
{
    private static readonly OfferedAction Cancel = new(
        OrderAction.Cancel,
        "Cancel the order",
        "As if the customer had asked to: the step in hand is let finish, then everything is undone, and the order ends as Cancelled. "
            + "The customer is told the reason.",
        IsDangerous: true
    );

    private static readonly OfferedAction Approve = new(
        OrderAction.Approve,
        "Approve the payment",
        "The order goes on to the shipment."
    );

    private static readonly OfferedAction Reject = new(
        OrderAction.Reject,
        "Reject the payment",
        "What was done is undone, and the order ends as Rejected. The customer is told the reason.",
        IsDangerous: true
    );

    private static readonly OfferedAction AskAgain = new(
        OrderAction.AskAgain,
        "Ask again now",
        "The command that is waited for is sent once more, and its answer has the time of this try again. Whoever has done it already answers the same again."
    );

    private static readonly OfferedAction Resume = new(
        OrderAction.Resume,
        "Resume the compensation",
        "The undo that was not confirmed is asked for again, with all its tries. Mend first what kept it from being done."
    );

    /// <summary>What makes sense for an order in its state; nothing once it has ended.</summary>
    /// <param name="order">The order.</param>
    /// <param name="isCancelAsked">Whether a cancellation was asked for already: the first asking counts.</param>
    public static IReadOnlyList<OfferedAction> For(TrackedOrder order, bool isCancelAsked)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.State switch
        {
            OrderStates.AwaitingReview => isCancelAsked ? [Approve, Reject] : [Approve, Reject, Cancel],
            // Nobody asks again for a step that is cancelled.
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
