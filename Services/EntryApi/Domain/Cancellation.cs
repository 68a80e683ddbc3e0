namespace EventDriven.EntryApi.Domain;

/// <summary>
/// That a client no longer wants an order. One an order: its key keeps a repeated request from being sent twice.
/// </summary>
public sealed class Cancellation
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>
    /// The request that asked, made of its idempotency key; null where it was asked before there were any.
    /// </summary>
    public Guid? RequestId { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Why, in the client's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Why it came too late, as the order saga said; null when it did not.</summary>
    public string? Refusal { get; set; }
}
