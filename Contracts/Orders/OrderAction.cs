namespace EventDriven.Contracts.Orders;

/// <summary>
/// What an operator can do with an order. Messages and databases contain the names. A reader must accept names that it
/// does not know, because a later version of the saga can have more.
/// </summary>
public static class OrderAction
{
    /// <summary>Sends CancelOrder.</summary>
    public const string Cancel = nameof(Cancel);

    /// <summary>Sends ApprovePayment.</summary>
    public const string Approve = nameof(Approve);

    /// <summary>Sends RejectPayment.</summary>
    public const string Reject = nameof(Reject);

    /// <summary>Sends AskAgain: the command of the step in progress is sent again.</summary>
    public const string AskAgain = nameof(AskAgain);

    /// <summary>Sends ResumeCompensation: the undo that was not confirmed is attempted again.</summary>
    public const string Resume = nameof(Resume);
}
