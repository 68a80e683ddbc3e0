using EventDriven.EntryApi.Domain;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>An order in a list.</summary>
/// <param name="OrderId">Names the order.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CustomerId">The customer, as the client named them.</param>
/// <param name="Total">What it costs; null until it is priced.</param>
/// <param name="SubmittedAt">When it was accepted (UTC).</param>
public sealed record OrderSummary(
    Guid OrderId,
    string State,
    string CustomerId,
    MoneyView? Total,
    DateTimeOffset SubmittedAt
)
{
    /// <summary>The view of an order that was loaded with its timeline.</summary>
    public static OrderSummary Of(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var total = order.Latest is { TotalAmount: { } amount, TotalCurrency: { } currency }
            ? MoneyView.Of(amount, currency)
            : null;
        return new OrderSummary(order.Id, order.State, order.CustomerId, total, order.SubmittedAt);
    }
}
