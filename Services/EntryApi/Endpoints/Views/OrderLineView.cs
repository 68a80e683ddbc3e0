namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>One line of an order as clients see it.</summary>
/// <param name="Sku">The product's stock-keeping unit.</param>
/// <param name="Quantity">How many.</param>
public sealed record OrderLineView(string Sku, int Quantity);
