using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// The catalogue of a new database. Most products have stock for a long load test; <see cref="Scarce" /> has 50 pieces
/// and <see cref="OutOfStock" /> none, to demonstrate a shortage.
/// </summary>
public static class SeedProducts
{
    public const string Scarce = "CHAIR-OAK-01";

    public const string OutOfStock = "CLOCK-WALL-RED";

    /// <summary>Adds the products that are missing. Does not change the others, or their stock.</summary>
    public static async Task AddTo(InventoryDbContext database, CancellationToken cancellationToken)
    {
        var present = await database.Products.Select(product => product.Sku).ToListAsync(cancellationToken);
        database.Products.AddRange(Catalogue().ExceptBy(present, product => product.Sku));
        await database.SaveChangesAsync(cancellationToken);
    }

    private static Product[] Catalogue() =>
        [
            Of("BOOK-SAGA-PB", "The Long Transaction, paperback", 18.50m, 200_000),
            Of("BOTTLE-STEEL-1L", "Steel bottle, 1 litre", 27.00m, 150_000),
            Of(Scarce, "Oak chair, handmade", 249.00m, 50),
            Of(OutOfStock, "Wall clock, red", 64.00m, 0),
            Of("CUP-ENAMEL-W", "Enamel cup, white", 9.90m, 500_000),
            Of("DESK-LAMP-BRASS", "Desk lamp, brass", 89.00m, 80_000),
            Of("KETTLE-POUR-06", "Pour-over kettle, 0.6 litres", 54.90m, 100_000),
            Of("MUG-STONE-BLUE", "Stoneware mug, blue", 14.95m, 500_000),
            Of("NOTEBOOK-A5-DOT", "Notebook A5, dotted", 12.40m, 400_000),
            Of("PEN-FOUNTAIN-M", "Fountain pen, medium nib", 39.00m, 120_000),
            Of("SOAP-OLIVE-3", "Olive soap, box of three", 11.25m, 300_000),
            Of("TEA-ASSAM-250", "Assam tea, 250 g", 16.80m, 250_000),
            Of("TOWEL-LINEN-G", "Linen towel, grey", 29.90m, 200_000),
            Of("UMBRELLA-STORM", "Storm umbrella", 45.00m, 90_000),
        ];

    private static Product Of(string sku, string name, decimal price, int onHand) =>
        new()
        {
            Sku = sku,
            Name = name,
            UnitPrice = price,
            Currency = "EUR",
            OnHand = onHand,
        };
}
