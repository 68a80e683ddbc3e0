namespace EventDriven.EntryApi.Domain;

/// <summary>
/// What an operator decided on a payment that waits for review. One an order: the first decision stands.
/// </summary>
public sealed class Review
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>
    /// The request that said so, made of its idempotency key; null where it was said before there were any.
    /// </summary>
    public Guid? RequestId { get; init; }

    /// <summary>Whether the payment was accepted.</summary>
    public required bool Approved { get; init; }

    /// <summary>What the operator noted; never null on a rejection.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was decided (UTC).</summary>
    public required DateTimeOffset DecidedAt { get; init; }
}
