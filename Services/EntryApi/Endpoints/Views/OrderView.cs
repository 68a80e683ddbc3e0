namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>An order.</summary>
public sealed record OrderView
{
    public required Guid OrderId { get; init; }

    /// <summary>"Submitted", then the state of the timeline's last entry.</summary>
    public required string State { get; init; }

    /// <summary>The sequence of the timeline's last entry; 0 before the first.</summary>
    public required int Sequence { get; init; }

    /// <summary>Why the order is being, or was, undone; null unless it is.</summary>
    public required string? Reason { get; init; }

    /// <summary>Null until the order is priced.</summary>
    public required MoneyView? Total { get; init; }

    /// <summary>The customer, as the client named them.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The address for the mail about the order's end.</summary>
    public required string Email { get; init; }

    public required IReadOnlyList<OrderLineView> Lines { get; init; }

    public required ShippingAddress ShipTo { get; init; }

    /// <summary>When the order was accepted (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The changes of the order, by sequence.</summary>
    public required IReadOnlyList<TimelineEntryView> Timeline { get; init; }

    public required CancellationView? Cancellation { get; init; }

    /// <summary>
    /// The order as it was when it was accepted: the answer to its request, and to each repetition of the request.
    /// </summary>
    public static OrderView AsAccepted(Order order) =>
        Of(order) with
        {
            State = Order.Submitted,
            Sequence = 0,
            Reason = null,
            Total = null,
            Timeline = [],
            Cancellation = null,
        };

    /// <summary>The view of an order that was loaded with everything that belongs to it.</summary>
    public static OrderView Of(Order order) =>
        new()
        {
            OrderId = order.Id,
            State = order.State,
            Sequence = order.Sequence,
            Reason = order.Latest?.Reason,
            Total = MoneyView.Of(order.Latest),
            CustomerId = order.CustomerId,
            Email = order.Email,
            Lines =
            [
                .. order.Lines.OrderBy(line => line.Number).Select(line => new OrderLineView(line.Sku, line.Quantity)),
            ],
            ShipTo = order.ShipTo,
            SubmittedAt = order.SubmittedAt,
            Timeline = [.. order.Heard.Select(TimelineEntryView.Of)],
            Cancellation = order.Cancellation is { } cancellation ? CancellationView.Of(cancellation) : null,
        };
}

/// <summary>One product of an order.</summary>
/// <param name="Sku">The product's stock-keeping unit.</param>
public sealed record OrderLineView(string Sku, int Quantity);

/// <summary>One change of an order.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="State">The state after the change.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Cause">A sentence.</param>
public sealed record TimelineEntryView(int Sequence, string State, DateTimeOffset At, string Cause)
{
    public static TimelineEntryView Of(TimelineEntry entry) => new(entry.Sequence, entry.State, entry.At, entry.Cause);
}

/// <summary>A request to cancel an order.</summary>
/// <param name="RequestedAt">When (UTC).</param>
/// <param name="Reason">Why, in the client's words.</param>
/// <param name="Refused">Why it came too late; null if it did not, as far as is known.</param>
public sealed record CancellationView(DateTimeOffset RequestedAt, string Reason, string? Refused)
{
    /// <summary>As it was when it was requested: the answer to the request, and to each repetition of it.</summary>
    public static CancellationView AsAccepted(Cancellation cancellation) => Of(cancellation) with { Refused = null };

    public static CancellationView Of(Cancellation cancellation) =>
        new(cancellation.RequestedAt, cancellation.Reason, cancellation.Refusal);
}
