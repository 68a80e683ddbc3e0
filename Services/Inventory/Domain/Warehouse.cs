using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// Holds, releases and commits the stock of orders, and adds deliveries. Orders that arrive together are decided one
/// after the other in memory and saved by one commit. Nothing is locked between reading and saving: the stock is a
/// concurrency token, so if another process was first, the group reads and decides again.
/// </summary>
public sealed class Warehouse(IServiceScopeFactory scopes, TimeProvider clock)
{
    private readonly GroupedDecisions<InventoryDbContext, StockKey, KnownStock> _group = new(
        scopes,
        KnownStock.LoadAsync,
        stock => new StockKey(stock.OrderId, IsRestock: false)
    );

    /// <summary>Holds stock for all lines of an order, or for none. Lines of the same SKU are added up.</summary>
    /// <exception cref="ArgumentException">
    /// There is no line, or a quantity below 1. This is a fault, because the entry API validates the client's input.
    /// </exception>
    public Task<StepAnswer> Reserve(Guid orderId, IReadOnlyList<OrderLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0 || lines.Any(line => line.Quantity < 1))
            throw new ArgumentException(
                $"Order {orderId} asks for nothing, or for less than one of something.",
                nameof(lines)
            );

        List<OrderLine> wanted =
        [
            .. lines
                .GroupBy(line => line.Sku, StringComparer.Ordinal)
                .Select(same => new OrderLine
                {
                    Sku = same.Key,
                    Quantity = (int)Math.Min(int.MaxValue, same.Sum(line => (long)line.Quantity)),
                }),
        ];
        return Decide(
            new StockKey(orderId, IsRestock: false, [.. wanted.Select(line => line.Sku)]),
            StockSteps.Reserve,
            undoes: null,
            stock => Reserve(stock, wanted),
            () =>
                new StockShort
                {
                    OrderId = orderId,
                    Reason = "The order was released before its stock was held.",
                    Lines = [],
                },
            cancellationToken
        );
    }

    /// <summary>
    /// Releases what is held for an order, if anything is. A later Reserve is refused. Committed stock stays so.
    /// </summary>
    public Task<StepAnswer> Release(Guid orderId, CancellationToken cancellationToken) =>
        Decide(
            new StockKey(orderId, IsRestock: false),
            StockSteps.Release,
            StockSteps.Reserve,
            Release,
            superseded: null,
            cancellationToken
        );

    /// <summary>The carrier has the parcel: what is held for the order has left the warehouse.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing is held for the order, which the saga excludes. A person has to compare the stock with the shelves.
    /// </exception>
    public Task<StepAnswer> Commit(Guid orderId, CancellationToken cancellationToken) =>
        Decide(
            new StockKey(orderId, IsRestock: false),
            StockSteps.Commit,
            undoes: null,
            Commit,
            superseded: null,
            cancellationToken
        );

    /// <summary>Adds the pieces of a delivery, once.</summary>
    /// <returns>
    /// ProductRestocked (a repeated request gets the same), or ProductUnknown or RestockRefused, which change nothing.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The quantity is below 1. This is a fault, because the entry API validates the client's input.
    /// </exception>
    public Task<object> Restock(Guid restockId, string sku, int quantity, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        return _group.DecideAsync(
            new StockKey(restockId, IsRestock: true, sku),
            (_, rows) => Restock(rows.Single(), sku, quantity),
            assumed: null,
            cancellationToken
        );
    }

    private object Restock(KnownStock stock, string sku, int quantity)
    {
        if (stock.FindProduct(sku) is not { } product)
            return new ProductUnknown { RestockId = stock.OrderId, Sku = sku };
        if (stock.Restock is { } known)
            return known.Sku == sku && known.Quantity == quantity
                ? known.ReadAnswer()
                : Refused($"Under this id {known.Quantity} of {known.Sku} were added before.", known.Quantity);
        if (product.OnHand > int.MaxValue - quantity)
            return Refused($"{product.OnHand} of {sku} are on hand: {quantity} more cannot be counted.");

        product.OnHand += quantity;
        var restocked = new ProductRestocked { RestockId = stock.OrderId, Product = product.ToContract() };
        stock.Add(
            new Restock
            {
                RestockId = stock.OrderId,
                Sku = sku,
                Quantity = quantity,
                Answer = JsonSerializer.Serialize(restocked),
                At = clock.GetUtcNow(),
            }
        );
        return restocked;

        RestockRefused Refused(string reason, int? addedBefore = null) =>
            new()
            {
                RestockId = stock.OrderId,
                Reason = reason,
                AddedBefore = addedBefore,
            };
    }

    private Task<StepAnswer> Decide(
        StockKey key,
        string step,
        string? undoes,
        Func<KnownStock, object> effect,
        Func<object>? superseded,
        CancellationToken cancellationToken
    ) =>
        _group.DecideAsync(
            key,
            (_, rows) =>
            {
                var stock = rows.Single();
                return stock.Perform(step, undoes, () => effect(stock), clock.GetUtcNow()).ToAnswer(superseded)!;
            },
            assumed: null,
            cancellationToken
        );

    private object Reserve(KnownStock stock, List<OrderLine> wanted)
    {
        var products = wanted
            .Select(line => stock.FindProduct(line.Sku))
            .OfType<Product>()
            .ToDictionary(product => product.Sku, StringComparer.Ordinal);
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
        {
            return new StockShort
            {
                OrderId = stock.OrderId,
                Reason = Describe(missing, products),
                Lines = missing,
            };
        }

        var currency = products[wanted[0].Sku].Currency;
        var foreign = wanted.Where(line => products[line.Sku].Currency != currency).ToList();
        if (foreign.Count > 0)
            return InOtherCurrencies(stock.OrderId, currency, foreign);

        foreach (var line in wanted)
            products[line.Sku].Hold(line.Quantity);
        stock.Reserve(wanted, clock.GetUtcNow());
        return new StockReserved
        {
            OrderId = stock.OrderId,
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
    }

    private static StockReleased Release(KnownStock stock)
    {
        if (stock.Reservation is { Status: ReservationStatus.Held } held)
        {
            foreach (var line in held.Lines)
                stock.FindProduct(line.Sku)!.Release(line.Quantity);
            held.Status = ReservationStatus.Released;
        }

        return new StockReleased { OrderId = stock.OrderId };
    }

    private static StockCommitted Commit(KnownStock stock)
    {
        if (stock.Reservation is not { Status: ReservationStatus.Held } held)
            throw new InvalidOperationException(
                $"Order {stock.OrderId} was dispatched, and nothing is held for it "
                    + $"({stock.Reservation?.Status.ToString() ?? "no reservation"})."
            );

        foreach (var line in held.Lines)
            stock.FindProduct(line.Sku)!.Commit(line.Quantity);
        held.Status = ReservationStatus.Committed;
        return new StockCommitted { OrderId = stock.OrderId };
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
