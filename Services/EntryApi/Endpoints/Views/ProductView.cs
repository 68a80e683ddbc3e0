using EventDriven.Contracts.Inventory;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>A product as clients see it.</summary>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="Name">What it is.</param>
/// <param name="Price">The price of one.</param>
/// <param name="Available">How many can be ordered now.</param>
public sealed record ProductView(string Sku, string Name, MoneyView Price, int Available)
{
    /// <summary>The view of a product.</summary>
    public static ProductView Of(Product product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new ProductView(product.Sku, product.Name, MoneyView.Of(product.Price), product.Available);
    }
}
