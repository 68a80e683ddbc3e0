using EventDriven.Contracts.Inventory;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Price">Of one piece.</param>
/// <param name="Available">Pieces that can be ordered now.</param>
public sealed record ProductView(string Sku, string Name, MoneyView Price, int Available)
{
    public static ProductView Of(Product product) =>
        new(product.Sku, product.Name, MoneyView.Of(product.Price.Amount, product.Price.Currency), product.Available);
}
