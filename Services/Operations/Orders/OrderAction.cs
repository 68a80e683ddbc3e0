namespace EventDriven.Operations.Orders;

public static class OrderAction
{
    public const string Cancel = nameof(Cancel);

    public const string Approve = nameof(Approve);

    public const string Reject = nameof(Reject);

    /// <summary>Sends the command of the step in progress again.</summary>
    public const string AskAgain = nameof(AskAgain);

    /// <summary>Attempts the undo that was not confirmed again.</summary>
    public const string Resume = nameof(Resume);
}
