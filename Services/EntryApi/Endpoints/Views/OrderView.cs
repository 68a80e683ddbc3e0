using EventDriven.EntryApi.Domain;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>An order as clients see it.</summary>
public sealed record OrderView
{
    /// <summary>Names the order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Where it stands: "Submitted", then whatever the timeline's last entry says.</summary>
    public required string State { get; init; }

    /// <summary>How many changes were heard: the sequence of the timeline's last entry, 0 before the first.</summary>
    public required int Sequence { get; init; }

    /// <summary>Why it is being, or was, undone; null while it goes well.</summary>
    public required string? Reason { get; init; }

    /// <summary>What it costs; null until it is priced.</summary>
    public required MoneyView? Total { get; init; }

    /// <summary>The customer, as the client named them.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Where the customer is told how it ended.</summary>
    public required string Email { get; init; }

    /// <summary>What is ordered.</summary>
    public required IReadOnlyList<OrderLineView> Lines { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required ShippingAddress ShipTo { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>What happened to it, by sequence.</summary>
    public required IReadOnlyList<TimelineEntryView> Timeline { get; init; }

    /// <summary>The cancellation that was asked for; null when none was.</summary>
    public required CancellationView? Cancellation { get; init; }

    /// <summary>
    /// The view of an order at the moment that it was accepted: what its request was answered, and is answered again.
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
    public static OrderView Of(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var latest = order.Latest;
        return new OrderView
        {
            OrderId = order.Id,
            State = order.State,
            Sequence = order.Sequence,
            Reason = latest?.Reason,
            Total = latest is { TotalAmount: { } amount, TotalCurrency: { } currency }
                ? MoneyView.Of(amount, currency)
                : null,
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
}
