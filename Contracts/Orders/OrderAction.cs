namespace EventDriven.Contracts.Orders;

/// <summary>
/// What an operator can do with an order. Messages and databases contain the names. Readers must accept unknown names,
/// because a later saga can have more.
/// </summary>
public static class OrderAction
{
    /// <summary>Sends CancelOrder.</summary>
    public const string Cancel = nameof(Cancel);

    /// <summary>Sends ApprovePayment.</summary>
    public const string Approve = nameof(Approve);

    /// <summary>Sends RejectPayment.</summary>
    public const string Reject = nameof(Reject);

    /// <summary>Sends AskAgain.</summary>
    public const string AskAgain = nameof(AskAgain);

    /// <summary>Sends ResumeCompensation.</summary>
    public const string Resume = nameof(Resume);

    /// <summary>Sends GiveUpDispatch.</summary>
    public const string GiveUpDispatch = nameof(GiveUpDispatch);
}
