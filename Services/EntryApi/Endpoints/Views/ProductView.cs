using EventDriven.Contracts.Inventory;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>A product.</summary>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="Price">The price of one piece.</param>
/// <param name="Available">How many can be ordered now.</param>
public sealed record ProductView(string Sku, string Name, MoneyView Price, int Available)
{
    public static ProductView Of(Product product) =>
        new(product.Sku, product.Name, MoneyView.Of(product.Price.Amount, product.Price.Currency), product.Available);
}
