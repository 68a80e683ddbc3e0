using System.Collections.Frozen;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;

namespace EventDriven.Load.Floors;

/// <summary>The products of a floor: those of the real catalogue that do not run out, with their prices.</summary>
internal static class Catalogue
{
    /// <summary>All prices are in this currency.</summary>
    public const string Currency = "EUR";

    /// <summary>The price of one, by SKU.</summary>
    public static FrozenDictionary<string, decimal> Prices { get; } =
        new Dictionary<string, decimal>(StringComparer.Ordinal)
        {
            ["BOOK-SAGA-PB"] = 18.50m,
            ["BOTTLE-STEEL-1L"] = 27.00m,
            ["CUP-ENAMEL-W"] = 9.90m,
            ["DESK-LAMP-BRASS"] = 89.00m,
            ["KETTLE-POUR-06"] = 54.90m,
            ["MUG-STONE-BLUE"] = 14.95m,
            ["NOTEBOOK-A5-DOT"] = 12.40m,
            ["PEN-FOUNTAIN-M"] = 39.00m,
            ["SOAP-OLIVE-3"] = 11.25m,
            ["TEA-ASSAM-250"] = 16.80m,
            ["TOWEL-LINEN-G"] = 29.90m,
            ["UMBRELLA-STORM"] = 45.00m,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Prices an order.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="lines">What it wants; the entry API has let in nothing but known products.</param>
    public static StockReserved Price(Guid orderId, IReadOnlyList<OrderLine> lines) =>
        new()
        {
            OrderId = orderId,
            Total = new Money { Amount = lines.Sum(line => line.Quantity * Prices[line.Sku]), Currency = Currency },
            Lines =
            [
                .. lines.Select(line => new PricedLine
                {
                    Sku = line.Sku,
                    Quantity = line.Quantity,
                    UnitPrice = new Money { Amount = Prices[line.Sku], Currency = Currency },
                }),
            ],
        };
}
