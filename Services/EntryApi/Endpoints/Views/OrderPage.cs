namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>A page of a list of orders.</summary>
/// <param name="Orders">Latest first.</param>
/// <param name="Next">The cursor of the next page; null if this is the last.</param>
public sealed record OrderPage(IReadOnlyList<OrderSummary> Orders, string? Next);

/// <summary>An order in a list.</summary>
/// <param name="CustomerId">The customer, as the client named them.</param>
/// <param name="Total">Null until the order is priced.</param>
/// <param name="SubmittedAt">When the order was accepted (UTC).</param>
public sealed record OrderSummary(
    Guid OrderId,
    string State,
    string CustomerId,
    MoneyView? Total,
    DateTimeOffset SubmittedAt
)
{
    /// <summary>The view of an order that was loaded with its timeline.</summary>
    public static OrderSummary Of(Order order) =>
        new(order.Id, order.State, order.CustomerId, MoneyView.Of(order.Latest), order.SubmittedAt);
}
