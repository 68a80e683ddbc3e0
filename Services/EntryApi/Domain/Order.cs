using EventDriven.Contracts;

namespace EventDriven.EntryApi.Domain;

/// <summary>
/// An order as it was accepted; only <see cref="EndedAs" /> and <see cref="Epoch" /> change. Changes are added to the
/// timeline, so an event that arrives twice or out of order overwrites nothing.
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

    /// <summary>Null if an older version, which did not keep it, accepted the order.</summary>
    public string? PaymentToken { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required List<OrderedLine> Lines { get; init; }

    /// <summary>SHA-256 of the request: the same idempotency key with another request is an error.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>Of the latest SubmitOrder; also the concurrency token.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>
    /// The final state; null while the order is open or an earlier entry is missing. Stored here so that open orders
    /// are found by an index.
    /// </summary>
    public string? EndedAs { get; set; }

    public List<TimelineEntry> Timeline { get; init; } = [];

    public Cancellation? Cancellation { get; init; }

    public Review? Review { get; init; }

    /// <summary>
    /// The entries of the highest epoch up to the first gap, by sequence, so that readers see each change once and in
    /// order.
    /// </summary>
    public IEnumerable<TimelineEntry> Heard =>
        Timeline
            .Where(entry => entry.Epoch == Timeline.Max(other => other.Epoch))
            .OrderBy(entry => entry.Sequence)
            .TakeWhile((entry, before) => entry.Sequence == before + 1);

    public TimelineEntry? Latest => Heard.LastOrDefault();

    public int Sequence => Latest?.Sequence ?? 0;

    public string State => Latest?.State ?? Submitted;

    /// <param name="beginAgain">The saga lost a part of the order's history.</param>
    /// <exception cref="InvalidOperationException">The payment token was not kept.</exception>
    public SubmitOrder Submit(bool beginAgain = false) =>
        new()
        {
            OrderId = Id,
            CustomerId = CustomerId,
            Email = Email,
            Lines = [.. Lines.Select(line => new OrderLine { Sku = line.Sku, Quantity = line.Quantity })],
            PaymentToken = PaymentToken
                ?? throw new InvalidOperationException(
                    $"Order {Id} cannot be submitted again: the version that accepted it kept no payment token. "
                        + "Ask the customer to order again."
                ),
            ShipTo = ShipTo.ToContract(),
            SubmittedAt = SubmittedAt,
            Epoch = Epoch,
            BeginAgain = beginAgain ? true : null,
        };
}
