namespace EventDriven.EntryApi.Domain;

/// <summary>
/// An order as it was accepted. It never changes: what happens to it afterwards is added to its timeline, so that an answer that
/// arrives twice, or before an earlier one, cannot overwrite anything.
/// </summary>
public sealed class Order
{
    /// <summary>Names the order everywhere; random, so that it gives nothing away.</summary>
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

    /// <summary>What the order saga said of it, by sequence; empty until it has said something.</summary>
    public List<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>What the client asked to be undone; null when it did not.</summary>
    public Cancellation? Cancellation { get; init; }

    /// <summary>What an operator decided on the payment; null when nobody did.</summary>
    public Review? Review { get; init; }

    /// <summary>The entry of the highest sequence that has arrived; null until one has.</summary>
    public TimelineEntry? Latest => Timeline.MaxBy(entry => entry.Sequence);

    /// <summary>Where the order stands, as far as this service has heard.</summary>
    public string State => Latest?.State ?? OrderState.Submitted;
}
