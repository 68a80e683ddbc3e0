namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>A page of a list of orders.</summary>
/// <param name="Orders">The orders, latest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record OrderPage(IReadOnlyList<OrderSummary> Orders, string? Next);
