using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// Holds, releases and commits the stock of orders and adds what comes in, each in the transaction of the message that
/// asks for it. In that transaction rows are locked in one order (the order's steps, its reservation, then products by
/// SKU), so that no two wait for each other.
/// </summary>
public sealed class Warehouse(InventoryDbContext database, TimeProvider clock)
{
    /// <summary>Holds stock for every line of an order, or for none.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="lines">What it wants; a SKU that comes twice is added up.</param>
    /// <param name="cancellationToken">Gives up; the transaction is rolled back by who began it.</param>
    /// <returns>
    /// The step, with StockReserved or StockShort: what was answered before, when it was asked before.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no line, or a quantity below 1: no client's input gets that far, so it is a fault.
    /// </exception>
    public async Task<Step> Reserve(Guid orderId, IReadOnlyList<OrderLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0 || lines.Any(line => line.Quantity < 1))
            throw new ArgumentException(
                $"Order {orderId} asks for nothing, or for less than one of something.",
                nameof(lines)
            );

        var wanted = lines
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(same => new OrderLine
            {
                Sku = same.Key,
                Quantity = (int)Math.Min(int.MaxValue, same.Sum(line => (long)line.Quantity)),
            })
            .ToList();
        var (step, isFirst, products) = await ClaimAndLock(
            orderId,
            [.. wanted.Select(line => line.Sku)],
            cancellationToken
        );
        if (!isFirst)
            return step;

        var missing = wanted
            .Select(line => new ShortLine
            {
                Sku = line.Sku,
                Requested = line.Quantity,
                Available = products.GetValueOrDefault(line.Sku)?.Available ?? 0,
            })
            .Where(line => line.Available < line.Requested)
            .ToList();
        if (missing.Count > 0)
            return await Decide(
                step,
                StepOutcome.StockShort,
                new StockShort
                {
                    OrderId = orderId,
                    Reason = Describe(missing, products),
                    Lines = missing,
                },
                cancellationToken
            );

        var currency = products[wanted[0].Sku].Currency;
        var foreign = wanted.Where(line => products[line.Sku].Currency != currency).ToList();
        if (foreign.Count > 0)
            return await Decide(
                step,
                StepOutcome.StockShort,
                InOtherCurrencies(orderId, currency, foreign),
                cancellationToken
            );

        foreach (var line in wanted)
            products[line.Sku].Hold(line.Quantity);
        database.Reservations.Add(
            new Reservation
            {
                OrderId = orderId,
                Status = ReservationStatus.Held,
                HeldAt = step.At,
                Lines =
                [
                    .. wanted.Select(line => new ReservationLine
                    {
                        OrderId = orderId,
                        Sku = line.Sku,
                        Quantity = line.Quantity,
                    }),
                ],
            }
        );

        var reserved = new StockReserved
        {
            OrderId = orderId,
            Total = new Money
            {
                Amount = wanted.Sum(line => line.Quantity * products[line.Sku].UnitPrice),
                Currency = currency,
            },
            Lines =
            [
                .. wanted.Select(line => new PricedLine
                {
                    Sku = line.Sku,
                    Quantity = line.Quantity,
                    UnitPrice = new Money { Amount = products[line.Sku].UnitPrice, Currency = currency },
                }),
            ],
        };
        return await Decide(step, StepOutcome.Reserved, reserved, cancellationToken);
    }

    /// <summary>
    /// Releases what is held for an order. Where nothing is (never reserved, short, or dispatched already) that is what
    /// it answers, and a Reserve that comes later is barred. Stock that has left for good does not come back: a return
    /// is not a release.
    /// </summary>
    /// <param name="orderId">The order.</param>
    /// <param name="cancellationToken">Gives up; the transaction is rolled back by who began it.</param>
    /// <returns>The step, with StockReleased: what was answered before, when it was asked before.</returns>
    public async Task<Step> Release(Guid orderId, CancellationToken cancellationToken)
    {
        var (step, isFirst) = await Claim(orderId, StepKind.Release, cancellationToken);
        if (!isFirst)
            return step;

        var released = new StockReleased { OrderId = orderId };
        var (reserve, neverAsked) = await Claim(orderId, StepKind.Reserve, cancellationToken);
        if (neverAsked)
        {
            reserve.Decide(
                StepOutcome.Barred,
                new StockShort
                {
                    OrderId = orderId,
                    Reason = "The order was released before its stock was held.",
                    Lines = [],
                }
            );
            return await Decide(step, StepOutcome.NothingHeld, released, cancellationToken);
        }

        var reservation = await LockReservation(orderId, cancellationToken);
        if (reservation is not { Status: ReservationStatus.Held })
            return await Decide(step, StepOutcome.NothingHeld, released, cancellationToken);

        var products = await LockProducts(reservation.Lines.Select(line => line.Sku), cancellationToken);
        foreach (var line in reservation.Lines)
            products[line.Sku].Release(line.Quantity);
        reservation.Status = ReservationStatus.Released;
        return await Decide(step, StepOutcome.Released, released, cancellationToken);
    }

    /// <summary>Lets what is held for an order leave for good: the carrier has the parcel.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="cancellationToken">Gives up; the transaction is rolled back by who began it.</param>
    /// <returns>The step, with StockCommitted; null when it was committed before.</returns>
    /// <exception cref="InvalidOperationException">
    /// Nothing is held for the order. The saga cannot let that happen, and the books no longer match the shelves: a
    /// person has to look.
    /// </exception>
    public async Task<Step?> Commit(Guid orderId, CancellationToken cancellationToken)
    {
        RequireTransaction();

        var held = await LockHeld(orderId, cancellationToken);
        if (held.Count == 0)
        {
            var reservation = await LockReservation(orderId, cancellationToken);
            return reservation is { Status: ReservationStatus.Committed }
                ? null
                : throw new InvalidOperationException(
                    $"Order {orderId} was dispatched, and nothing is held for it "
                        + $"({reservation?.Status.ToString() ?? "no reservation"})."
                );
        }

        foreach (var (product, quantity) in held)
            product.Commit(quantity);
        // Known to be held, and locked; only its status is written.
        database
            .Reservations.Attach(
                new Reservation
                {
                    OrderId = orderId,
                    Status = ReservationStatus.Held,
                    HeldAt = default,
                    Lines = [],
                }
            )
            .Entity.Status = ReservationStatus.Committed;
        var step = database
            .Steps.Add(
                new Step
                {
                    OrderId = orderId,
                    Kind = StepKind.Commit,
                    At = clock.GetUtcNow(),
                }
            )
            .Entity;
        return await Decide(step, StepOutcome.Committed, new StockCommitted { OrderId = orderId }, cancellationToken);
    }

    /// <summary>Adds pieces that have come into the warehouse, once for each delivery.</summary>
    /// <param name="restockId">The delivery.</param>
    /// <param name="sku">What came.</param>
    /// <param name="quantity">How many.</param>
    /// <param name="cancellationToken">Gives up; the transaction is rolled back by who began it.</param>
    /// <returns>
    /// ProductRestocked (what was answered before, when the same was asked before), or ProductUnknown or
    /// RestockRefused, which leave nothing.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The quantity is below 1: no client's input gets that far, so it is a fault.
    /// </exception>
    public async Task<object> Restock(Guid restockId, string sku, int quantity, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        RequireTransaction();

        // The product first: of two that bring the same delivery, the second waits here, and then sees what the first
        // has written. (The same id at the same instant for another product meets the primary key; tried again, it is
        // refused below.)
        if (!(await LockProducts([sku], cancellationToken)).TryGetValue(sku, out var product))
            return new ProductUnknown { RestockId = restockId, Sku = sku };

        if (
            await database
                .Restocks.AsNoTracking()
                .SingleOrDefaultAsync(r => r.RestockId == restockId, cancellationToken) is
            { } known
        )
        {
            return known.Sku == sku && known.Quantity == quantity
                ? known.ReadAnswer()
                : Refused($"Under this id {known.Quantity} of {known.Sku} were added before.", known.Quantity);
        }

        if (product.OnHand > int.MaxValue - quantity)
            return Refused($"{product.OnHand} of {sku} are on hand: {quantity} more cannot be counted.");

        product.OnHand += quantity;
        var restocked = new ProductRestocked { RestockId = restockId, Product = product.ToContract() };
        database.Restocks.Add(
            new Restock
            {
                RestockId = restockId,
                Sku = sku,
                Quantity = quantity,
                Answer = JsonSerializer.Serialize(restocked),
                At = clock.GetUtcNow(),
            }
        );
        await database.SaveChangesAsync(cancellationToken);
        return restocked;

        RestockRefused Refused(string reason, int? addedBefore = null) =>
            new()
            {
                RestockId = restockId,
                Reason = reason,
                AddedBefore = addedBefore,
            };
    }

    /// <summary>
    /// Writes the step's guard first of all. Who comes second, be it at the same instant in another process, waits here
    /// until the first has committed, and then reads what it decided.
    /// </summary>
    private async Task<(Step Step, bool IsFirst)> Claim(
        Guid orderId,
        StepKind kind,
        CancellationToken cancellationToken
    )
    {
        RequireTransaction();
        var step = new Step
        {
            OrderId = orderId,
            Kind = kind,
            At = clock.GetUtcNow(),
        };
        var rows = await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Steps" ("OrderId", "Kind", "Outcome", "AnswerId", "Answer", "At")
            VALUES ({orderId}, {kind.ToString()}, {step.Outcome.ToString()}, {step.AnswerId}, {step.Answer}, {step.At})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken
        );
        if (rows == 0)
            return (
                await database.Steps.SingleAsync(s => s.OrderId == orderId && s.Kind == kind, cancellationToken),
                false
            );

        database.Steps.Attach(step);
        return (step, true);
    }

    /// <summary>
    /// Claims the step Reserve, and locks the products if it is the first: on PostgreSQL in one round trip.
    /// </summary>
    private async Task<(Step Step, bool IsFirst, Dictionary<string, Product> Products)> ClaimAndLock(
        Guid orderId,
        string[] skus,
        CancellationToken cancellationToken
    )
    {
        if (!database.Database.IsNpgsql())
        {
            var (claimed, isFirst) = await Claim(orderId, StepKind.Reserve, cancellationToken);
            return (claimed, isFirst, isFirst ? await LockProducts(skus, cancellationToken) : []);
        }

        RequireTransaction();
        var step = new Step
        {
            OrderId = orderId,
            Kind = StepKind.Reserve,
            At = clock.GetUtcNow(),
        };
        var products = await database
            .Products.FromSql(
                $"""
                WITH claimed AS (
                    INSERT INTO "Steps" ("OrderId", "Kind", "Outcome", "AnswerId", "Answer", "At")
                    VALUES ({orderId}, {nameof(
                    StepKind.Reserve
                )}, {step.Outcome.ToString()}, {step.AnswerId}, {step.Answer}, {step.At})
                    ON CONFLICT DO NOTHING
                    RETURNING 1)
                SELECT * FROM "Products" WHERE "Sku" = ANY ({skus}) AND EXISTS (SELECT 1 FROM claimed)
                ORDER BY "Sku" FOR UPDATE OF "Products"
                """
            )
            .ToDictionaryAsync(product => product.Sku, StringComparer.Ordinal, cancellationToken);

        // No product: none of that name, or a step that was claimed before. What is stored tells.
        if (products.Count == 0)
        {
            var stored = await database.Steps.SingleAsync(
                s => s.OrderId == orderId && s.Kind == StepKind.Reserve,
                cancellationToken
            );
            return (stored, stored.AnswerId == step.AnswerId, products);
        }

        database.Steps.Attach(step);
        return (step, true, products);
    }

    private void RequireTransaction()
    {
        // Outside a transaction the locks would end with their statements, and two orders could hold the same piece.
        if (database.Database.CurrentTransaction is null)
            throw new InvalidOperationException("Stock changes in the transaction of a message alone.");
    }

    private async Task<Step> Decide(Step step, StepOutcome outcome, object answer, CancellationToken cancellationToken)
    {
        step.Decide(outcome, answer);
        await database.SaveChangesAsync(cancellationToken);
        return step;
    }

    private async Task<Reservation?> LockReservation(Guid orderId, CancellationToken cancellationToken)
    {
        // SQLite has one writer at a time, and this transaction is it since its message was claimed.
        var reservations = database.Database.IsNpgsql()
            ? database.Reservations.FromSql($"""SELECT * FROM "Reservations" WHERE "OrderId" = {orderId} FOR UPDATE""")
            : database.Reservations.Where(reservation => reservation.OrderId == orderId);

        // The lines never change.
        return await reservations.Include(reservation => reservation.Lines).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Locks an order's reservation, which leaves Held once and so is the guard of who commits it, and its products: in
    /// one round trip.
    /// </summary>
    /// <returns>The products, and how many of each are held; none where the reservation is not held.</returns>
    private async Task<List<(Product Product, int Quantity)>> LockHeld(
        Guid orderId,
        CancellationToken cancellationToken
    )
    {
        var products = database.Database.IsNpgsql()
            ? database.Products.FromSql(
                $"""
                WITH held AS MATERIALIZED (
                    SELECT "OrderId" FROM "Reservations"
                    WHERE "OrderId" = {orderId} AND "Status" = {nameof(ReservationStatus.Held)} FOR UPDATE)
                SELECT * FROM "Products" WHERE "Sku" IN (
                    SELECT line."Sku" FROM "ReservationLines" AS line JOIN held USING ("OrderId"))
                ORDER BY "Sku" FOR UPDATE OF "Products"
                """
            )
            : database.Products.Where(_ =>
                database.Reservations.Any(reservation =>
                    reservation.OrderId == orderId && reservation.Status == ReservationStatus.Held
                )
            );

        var held = await products
            .Join(
                database.Set<ReservationLine>().Where(line => line.OrderId == orderId),
                product => product.Sku,
                line => line.Sku,
                (product, line) => new { product, line.Quantity }
            )
            .ToListAsync(cancellationToken);
        return [.. held.Select(each => (each.product, each.Quantity))];
    }

    private async Task<Dictionary<string, Product>> LockProducts(
        IEnumerable<string> skus,
        CancellationToken cancellationToken
    )
    {
        var wanted = skus.ToArray();
        var products = database.Database.IsNpgsql()
            // All lock in the same order: two orders for the same products, however their lines are arranged, queue and
            // never deadlock.
            ? database.Products.FromSql(
                $"""SELECT * FROM "Products" WHERE "Sku" = ANY ({wanted}) ORDER BY "Sku" FOR UPDATE"""
            )
            : database.Products.Where(product => wanted.Contains(product.Sku));

        return await products.ToDictionaryAsync(product => product.Sku, StringComparer.Ordinal, cancellationToken);
    }

    private static StockShort InOtherCurrencies(Guid orderId, string currency, List<OrderLine> foreign) =>
        new()
        {
            OrderId = orderId,
            Reason =
                $"An order has one currency: {string.Join(", ", foreign.Select(line => line.Sku))} cannot be ordered "
                + $"together with what is priced in {currency}.",
            Lines =
            [
                .. foreign.Select(line => new ShortLine
                {
                    Sku = line.Sku,
                    Requested = line.Quantity,
                    Available = 0,
                }),
            ],
        };

    private static string Describe(List<ShortLine> missing, Dictionary<string, Product> products)
    {
        List<string> sentences = [];
        if (
            missing.ExceptBy(products.Keys, line => line.Sku).Select(line => line.Sku).ToList() is
            { Count: > 0 } unknown
        )
            sentences.Add($"There is no product {string.Join(", ", unknown)}.");
        if (missing.Where(line => products.ContainsKey(line.Sku)).ToList() is { Count: > 0 } scarce)
            sentences.Add(
                "Not enough in stock: "
                    + string.Join(
                        "; ",
                        scarce.Select(line => $"{line.Requested} of {line.Sku} wanted, {line.Available} available")
                    )
                    + "."
            );
        return string.Join(' ', sentences);
    }
}
