namespace EventDriven.EntryApi.Endpoints.Views;

public sealed record OrderView
{
    public required Guid OrderId { get; init; }

    /// <summary>"Submitted", then the state of the timeline's last entry.</summary>
    public required string State { get; init; }

    /// <summary>Of the timeline's last entry; 0 before the first.</summary>
    public required int Sequence { get; init; }

    /// <summary>Why the order is or was undone; null otherwise.</summary>
    public required string? Reason { get; init; }

    /// <summary>Null until the order is priced.</summary>
    public required MoneyView? Total { get; init; }

    public required string CustomerId { get; init; }

    /// <summary>For the mail about the order's end.</summary>
    public required string Email { get; init; }

    public required IReadOnlyList<OrderLineView> Lines { get; init; }

    public required ShippingAddress ShipTo { get; init; }

    /// <summary>When the order was accepted (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>By sequence.</summary>
    public required IReadOnlyList<TimelineEntryView> Timeline { get; init; }

    public required CancellationView? Cancellation { get; init; }

    /// <summary>As it was when it was accepted: the answer to its request and to each repetition.</summary>
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

/// <param name="Sku">Stock-keeping unit.</param>
public sealed record OrderLineView(string Sku, int Quantity);

/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="State">After the change.</param>
/// <param name="At">In UTC.</param>
/// <param name="Cause">A sentence.</param>
public sealed record TimelineEntryView(int Sequence, string State, DateTimeOffset At, string Cause)
{
    public static TimelineEntryView Of(TimelineEntry entry) => new(entry.Sequence, entry.State, entry.At, entry.Cause);
}

/// <param name="RequestedAt">In UTC.</param>
/// <param name="Refused">Why it came too late; null if it did not, as far as is known.</param>
public sealed record CancellationView(DateTimeOffset RequestedAt, string Reason, string? Refused)
{
    /// <summary>As it was when it was requested: the answer to the request and to each repetition.</summary>
    public static CancellationView AsAccepted(Cancellation cancellation) => Of(cancellation) with { Refused = null };

    public static CancellationView Of(Cancellation cancellation) =>
        new(cancellation.RequestedAt, cancellation.Reason, cancellation.Refusal);
}
