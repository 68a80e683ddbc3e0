namespace EventDriven.EntryApi.Domain;

/// <summary>
/// An operator's decision on a payment that waits for review. The order is its key: the first decision stands.
/// </summary>
public sealed class Review
{
    public required Guid OrderId { get; init; }

    /// <summary>Made of the idempotency key; null in rows that are older than idempotency keys.</summary>
    public Guid? RequestId { get; init; }

    public required bool Approved { get; init; }

    /// <summary>Never null on a rejection.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}
