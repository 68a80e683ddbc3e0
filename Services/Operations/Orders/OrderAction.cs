namespace EventDriven.Operations.Orders;

/// <summary>What an operator can do with an order, as ActOnOrder names it.</summary>
public static class OrderAction
{
    /// <summary>Cancels it, as the customer could.</summary>
    public const string Cancel = nameof(Cancel);

    /// <summary>Accepts a payment that awaits a review.</summary>
    public const string Approve = nameof(Approve);

    /// <summary>Refuses a payment that awaits a review.</summary>
    public const string Reject = nameof(Reject);

    /// <summary>Has whoever it waits for asked again now.</summary>
    public const string AskAgain = nameof(AskAgain);

    /// <summary>Has the undo that was not confirmed asked for again, with all its tries.</summary>
    public const string Resume = nameof(Resume);
}
