using EventDriven.Contracts;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Domain;

/// <summary>What is recorded about the stock of one order, or about one delivery.</summary>
/// <param name="add">Saves a new row.</param>
internal sealed class KnownStock(
    Guid id,
    IEnumerable<StepRecord> steps,
    Reservation? reservation,
    Restock? restock,
    Func<string, Product?> findProduct,
    Action<object> add
) : KnownSteps(id, steps, add)
{
    public Reservation? Reservation { get; private set; } = reservation;

    public Restock? Restock => restock;

    public static async Task<List<KnownStock>> LoadAsync(
        InventoryDbContext database,
        IReadOnlyCollection<StockKey> keys
    )
    {
        var orderIds = keys.Where(key => !key.IsRestock).Select(key => key.Id).ToArray();
        var restockIds = keys.Where(key => key.IsRestock).Select(key => key.Id).ToArray();
        if (restockIds.Length > 0)
            await database.Restocks.Where(restock => restockIds.Contains(restock.RestockId)).LoadAsync();
        // One query for both: every reservation is saved together with a step of its order.
        var rows = await database
            .Steps.Where(step => orderIds.Contains(step.OrderId))
            .LeftJoin(
                database.Reservations.Include(reservation => reservation.Lines),
                step => step.OrderId,
                reservation => reservation.OrderId,
                (step, reservation) => new { Step = step, Reservation = reservation }
            )
            .ToListAsync();
        var known = rows.ToLookup(row => row.Step.OrderId);
        string[] skus =
        [
            .. keys.SelectMany(key => key.Skus)
                .Concat(rows.SelectMany(row => row.Reservation?.Lines ?? []).Select(line => line.Sku))
                .Distinct(StringComparer.Ordinal),
        ];
        await database.Products.Where(product => skus.Contains(product.Sku)).LoadAsync();
        return
        [
            .. keys.Select(key => new KnownStock(
                key.Id,
                known[key.Id].Select(row => row.Step),
                known[key.Id].FirstOrDefault()?.Reservation,
                database.Restocks.Local.FindEntry(key.Id)?.Entity,
                sku => database.Products.Local.FindEntry(sku)?.Entity,
                row => database.Add(row)
            )),
        ];
    }

    public Product? FindProduct(string sku) => findProduct(sku);

    public void Add(Restock restock) => add(restock);

    public void Reserve(IEnumerable<OrderLine> lines, DateTimeOffset at)
    {
        Reservation = new Reservation
        {
            OrderId = OrderId,
            Status = ReservationStatus.Held,
            HeldAt = at,
            Lines =
            [
                .. lines.Select(line => new ReservationLine
                {
                    OrderId = OrderId,
                    Sku = line.Sku,
                    Quantity = line.Quantity,
                }),
            ],
        };
        add(Reservation);
    }
}
