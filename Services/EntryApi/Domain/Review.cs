namespace EventDriven.EntryApi.Domain;

/// <summary>An operator's decision. The order is its key, so the first decision stands.</summary>
public sealed class Review
{
    public required Guid OrderId { get; init; }

    /// <summary>Made of the idempotency key; null in rows that are older than idempotency keys.</summary>
    public Guid? RequestId { get; init; }

    public required bool Approved { get; init; }

    /// <summary>Never null on a rejection.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The command to the saga.</summary>
    public object ToCommand() =>
        Approved
            ? new ApprovePayment { OrderId = OrderId, Reason = Reason }
            : new RejectPayment { OrderId = OrderId, Reason = Reason! };
}
