using EventDriven.Contracts;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Domain;

/// <summary>What the database holds about the stock of one order, or about one delivery, as part of a group.</summary>
internal sealed class KnownStock
{
    private readonly InventoryDbContext _database;
    private readonly List<Step> _steps;

    private KnownStock(InventoryDbContext database, Guid id, IEnumerable<Step> steps, Reservation? reservation)
    {
        _database = database;
        _steps = [.. steps];
        Id = id;
        Reservation = reservation;
    }

    /// <summary>The order, or the delivery.</summary>
    public Guid Id { get; }

    /// <summary>What was held for the order; null if nothing was.</summary>
    public Reservation? Reservation { get; private set; }

    /// <summary>The delivery, if its pieces were added before.</summary>
    public Restock? Restock => _database.Restocks.Local.FindEntry(Id)?.Entity;

    /// <summary>Loads the orders, and the products that their decisions need.</summary>
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
                database,
                key.Id,
                known[key.Id].Select(row => row.Step),
                known[key.Id].FirstOrDefault()?.Reservation
            )),
        ];
    }

    public Step? Find(StepKind kind) => _steps.Find(step => step.Kind == kind);

    public Step Add(StepKind kind, DateTimeOffset at)
    {
        var step = new Step
        {
            OrderId = Id,
            Kind = kind,
            At = at,
        };
        _steps.Add(step);
        _database.Steps.Add(step);
        return step;
    }

    public Product? FindProduct(string sku) => _database.Products.Local.FindEntry(sku)?.Entity;

    public void Add(Restock restock) => _database.Restocks.Add(restock);

    public void Reserve(IEnumerable<OrderLine> lines, DateTimeOffset at)
    {
        Reservation = new Reservation
        {
            OrderId = Id,
            Status = ReservationStatus.Held,
            HeldAt = at,
            Lines =
            [
                .. lines.Select(line => new ReservationLine
                {
                    OrderId = Id,
                    Sku = line.Sku,
                    Quantity = line.Quantity,
                }),
            ],
        };
        _database.Reservations.Add(Reservation);
    }
}
