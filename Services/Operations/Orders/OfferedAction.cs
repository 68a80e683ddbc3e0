namespace EventDriven.Operations.Orders;

public sealed record OfferedAction(string Action, string Title, string Effect, bool IsDangerous = false)
{
    private static readonly OfferedAction[] Known =
    [
        new(OrderAction.Approve, "Approve the payment", "The order continues with the shipment."),
        new(
            OrderAction.Reject,
            "Reject the payment",
            "All completed steps are undone, and the order ends as Rejected. The customer receives the reason.",
            IsDangerous: true
        ),
        new(
            OrderAction.AskAgain,
            "Retry now",
            "The command is sent again, and this attempt's deadline starts again. "
                + "A step that is already done is not done twice."
        ),
        new(
            OrderAction.Resume,
            "Resume the compensation",
            "The undo that was not confirmed is attempted again, with all its attempts. Fix the cause first."
        ),
        new(
            OrderAction.GiveUpDispatch,
            "Give up the dispatch",
            "The carrier is asked to cancel the parcel. Once it has confirmed that, the payment is refunded, the stock "
                + "is released, and the order ends as Rejected. If the parcel has left already, the order completes. "
                + "The customer receives the reason of a rejection.",
            IsDangerous: true
        ),
        new(
            OrderAction.Cancel,
            "Cancel the order",
            "The step in progress finishes first. Then all steps are undone, and the order ends as Cancelled. "
                + "The customer receives the reason.",
            IsDangerous: true
        ),
    ];

    /// <summary>
    /// The actions that the description of the workflow has for a state. During a rolling upgrade it can name an
    /// action of a later version of the saga: that one is not offered, because this version has no command for it.
    /// </summary>
    public static IReadOnlyList<OfferedAction> For(WorkflowDescribed? workflow, string state, bool isCancelAsked)
    {
        var actions = workflow?.Actions?.FirstOrDefault(actions => actions.State == state);
        var names = isCancelAsked ? actions?.AfterCancel : actions?.Offered;
        return names is null ? [] : [.. Known.Where(known => names.Contains(known.Action))];
    }
}
