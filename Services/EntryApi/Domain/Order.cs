using EventDriven.Contracts.Orders;

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

    /// <summary>
    /// Names the order everywhere. Made of the caller and its idempotency key, so that the same request names the same
    /// order.
    /// </summary>
    public required Guid Id { get; init; }

    /// <summary>The customer, as the client named them.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the customer is told how the order ended.</summary>
    public required string Email { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required ShippingAddress ShipTo { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>What is ordered.</summary>
    public required List<OrderedLine> Lines { get; init; }

    /// <summary>
    /// SHA-256 of all that the request said: the same idempotency key with anything else is a mistake of the client.
    /// </summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>
    /// The state in which the order ended; null while it is open or an earlier entry is missing. Stored here so that
    /// open orders are found by an index.
    /// </summary>
    public string? EndedAs { get; set; }

    /// <summary>What the order saga said of it, by sequence; empty until it has said something.</summary>
    public List<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>What the client asked to be undone; null when it did not.</summary>
    public Cancellation? Cancellation { get; init; }

    /// <summary>What an operator decided on the payment; null when nobody did.</summary>
    public Review? Review { get; init; }

    /// <summary>
    /// What was heard without a gap, by sequence. An entry that overtook another waits for it, so that whoever looks,
    /// waits or follows sees each change, once and in order.
    /// </summary>
    public IEnumerable<TimelineEntry> Heard =>
        Timeline.OrderBy(entry => entry.Sequence).TakeWhile((entry, before) => entry.Sequence == before + 1);

    /// <summary>The last entry that was heard without a gap; null until there is one.</summary>
    public TimelineEntry? Latest => Heard.LastOrDefault();

    /// <summary>Where the order stands, as far as this service has heard.</summary>
    public string State => Latest?.State ?? Submitted;
}
