namespace EventDriven.EntryApi.Domain;

/// <summary>
/// An order as it was accepted. Only <see cref="EndedAs" /> changes later. Everything else is added to the timeline, so
/// an event that arrives twice or out of order cannot overwrite anything.
/// </summary>
public sealed class Order
{
    /// <summary>The state of an accepted order before the first event of the saga.</summary>
    public const string Submitted = "Submitted";

    /// <summary>The states by which orders can be listed, in the order in which an order goes through them.</summary>
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
    /// The state in which the order ended; null while it is open or an earlier entry is missing. Stored here so that
    /// open orders are found by an index.
    /// </summary>
    public string? EndedAs { get; set; }

    public List<TimelineEntry> Timeline { get; init; } = [];

    public Cancellation? Cancellation { get; init; }

    public Review? Review { get; init; }

    /// <summary>
    /// The entries up to the first gap, by sequence. An entry that arrived before an earlier one is not shown until
    /// that one is here, so readers see each change once and in order.
    /// </summary>
    public IEnumerable<TimelineEntry> Heard =>
        Timeline.OrderBy(entry => entry.Sequence).TakeWhile((entry, before) => entry.Sequence == before + 1);

    /// <summary>The last entry before the first gap; null if there is none.</summary>
    public TimelineEntry? Latest => Heard.LastOrDefault();

    /// <summary>The sequence of <see cref="Latest" />; 0 if there is none.</summary>
    public int Sequence => Latest?.Sequence ?? 0;

    public string State => Latest?.State ?? Submitted;
}
