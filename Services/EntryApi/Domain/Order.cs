namespace EventDriven.EntryApi.Domain;

/// <summary>
/// An order as it was accepted; only <see cref="EndedAs" /> changes. Changes are added to the timeline, so an event
/// that arrives twice or out of order overwrites nothing.
/// </summary>
public sealed class Order
{
    /// <summary>The state before the first event of the saga.</summary>
    public const string Submitted = "Submitted";

    /// <summary>In the order in which an order goes through them.</summary>
    public static IReadOnlyList<string> States { get; } = [Submitted, .. OrderStates.InProgress, .. OrderStates.Ends];

    /// <summary>Made of the caller and its idempotency key, so a repeated request has the same id.</summary>
    public required Guid Id { get; init; }

    public required string CustomerId { get; init; }

    public required string Email { get; init; }

    public required ShippingAddress ShipTo { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required List<OrderedLine> Lines { get; init; }

    /// <summary>SHA-256 of the request: the same idempotency key with another request is an error.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>
    /// The final state; null while the order is open or an earlier entry is missing. Stored here so that open orders
    /// are found by an index.
    /// </summary>
    public string? EndedAs { get; set; }

    public List<TimelineEntry> Timeline { get; init; } = [];

    public Cancellation? Cancellation { get; init; }

    public Review? Review { get; init; }

    /// <summary>
    /// The entries up to the first gap, by sequence, so that readers see each change once and in order.
    /// </summary>
    public IEnumerable<TimelineEntry> Heard =>
        Timeline.OrderBy(entry => entry.Sequence).TakeWhile((entry, before) => entry.Sequence == before + 1);

    public TimelineEntry? Latest => Heard.LastOrDefault();

    public int Sequence => Latest?.Sequence ?? 0;

    public string State => Latest?.State ?? Submitted;
}
