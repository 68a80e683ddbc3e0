namespace EventDriven.EntryApi.Domain;

/// <summary>A client's request. The order is its key, so a repeated request is not sent twice.</summary>
public sealed class Cancellation
{
    public required Guid OrderId { get; init; }

    /// <summary>Made of the idempotency key; null in rows that are older than idempotency keys.</summary>
    public Guid? RequestId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>Why the saga refused; null if it did not.</summary>
    public string? Refusal { get; set; }

    /// <summary>The command to the saga.</summary>
    public CancelOrder ToCommand() => new() { OrderId = OrderId, Reason = Reason };
}
