using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Steps;

namespace EventDriven.Inventory.Domain;

/// <summary>Every decision about stock. Depends only on the rows, the command and the time.</summary>
internal static class StockRules
{
    public static StepAnswer Reserve(KnownStock stock, List<OrderLine> wanted, int epoch, DateTimeOffset now) =>
        stock
            .Perform(StockSteps.Reserve, undoes: null, () => Hold(stock, wanted, now), now, UndoneAs(stock), epoch)
            .ToAnswer(() =>
                new StockShort
                {
                    OrderId = stock.OrderId,
                    Reason = "The stock was released.",
                    Lines = [],
                }
            )!;

    public static StepAnswer? Release(KnownStock stock, int epoch, DateTimeOffset now) =>
        stock
            .Perform(StockSteps.Release, StockSteps.Reserve, () => GiveBack(stock), now, undoneAs: null, epoch)
            .ToAnswer(superseded: null);

    public static StepAnswer Commit(KnownStock stock, DateTimeOffset now) =>
        stock.Perform(StockSteps.Commit, undoes: null, () => TakeOut(stock), now).ToAnswer(superseded: null)!;

    public static object Restock(KnownStock stock, string sku, int quantity, DateTimeOffset now)
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
                At = now,
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

    /// <summary>Adds up the lines of the same SKU.</summary>
    /// <exception cref="ArgumentException">There is no line, or a quantity below 1.</exception>
    public static List<OrderLine> AddUp(Guid orderId, IReadOnlyList<OrderLine> lines)
    {
        if (lines.Count == 0 || lines.Any(line => line.Quantity < 1))
            throw new ArgumentException(
                $"Order {orderId} asks for nothing, or for less than one of something.",
                nameof(lines)
            );

        return
        [
            .. lines
                .GroupBy(line => line.Sku, StringComparer.Ordinal)
                .Select(same => new OrderLine
                {
                    Sku = same.Key,
                    Quantity = (int)Math.Min(int.MaxValue, same.Sum(line => (long)line.Quantity)),
                }),
        ];
    }

    private static object Hold(KnownStock stock, List<OrderLine> wanted, DateTimeOffset now)
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
        stock.Reserve(wanted, now);
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

    // Nothing was given back of what had been dispatched.
    private static string? UndoneAs(KnownStock stock) =>
        stock.Reservation is { Status: ReservationStatus.Committed } ? null : nameof(StockReleased);

    private static StockReleased GiveBack(KnownStock stock)
    {
        if (stock.Reservation is { Status: ReservationStatus.Held } held)
        {
            foreach (var line in held.Lines)
                stock.FindProduct(line.Sku)!.Release(line.Quantity);
            held.Status = ReservationStatus.Released;
        }

        return new StockReleased { OrderId = stock.OrderId };
    }

    private static StockCommitted TakeOut(KnownStock stock)
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
