namespace EventDriven.EntryApi.Endpoints.Views;

/// <param name="Orders">Latest first.</param>
/// <param name="Next">The cursor of the next page; null if this is the last.</param>
public sealed record OrderPage(IReadOnlyList<OrderSummary> Orders, string? Next);

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
    public static OrderSummary Of(Order order) =>
        new(order.Id, order.State, order.CustomerId, MoneyView.Of(order.Latest), order.SubmittedAt);
}
