using EventDriven.Inventory.Domain;
using EventDriven.Steps;

namespace EventDriven.Explorer.Worlds;

/// <summary>Inventory's database: one product, and what is held of it for the order.</summary>
internal sealed class StockRows
{
    public List<StepRecord> Steps { get; private init; } = [];

    public Reservation? Reservation { get; private set; }

    public required Product Product { get; init; }

    /// <summary>The rows as a decision sees them.</summary>
    public KnownStock Load() =>
        new(
            OrderKind.OrderId,
            Steps,
            Reservation,
            restock: null,
            sku => sku == Product.Sku ? Product : null,
            row =>
            {
                if (row is StepRecord step)
                    Steps.Add(step);
                else
                    Reservation = (Reservation)row;
            }
        );

    public StockRows Copy() =>
        new()
        {
            Steps = Rows.Copy(Steps),
            Reservation = Reservation is null ? null : Rows.Copy(Reservation),
            Product = Rows.Copy(Product),
        };
}
