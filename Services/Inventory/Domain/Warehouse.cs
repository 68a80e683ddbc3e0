using EventDriven.Contracts;
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
    public Task<StepAnswer> Reserve(
        Guid orderId,
        int epoch,
        IReadOnlyList<OrderLine> lines,
        CancellationToken cancellationToken
    )
    {
        var wanted = StockRules.AddUp(orderId, lines);
        return Decide(
            new StockKey(orderId, IsRestock: false, [.. wanted.Select(line => line.Sku)]),
            stock => StockRules.Reserve(stock, wanted, epoch, clock.GetUtcNow()),
            cancellationToken
        );
    }

    /// <summary>
    /// Releases what is held for an order, if anything is. A later Reserve is refused. Committed stock stays so.
    /// </summary>
    /// <returns>Null if the order has begun again since.</returns>
    public Task<StepAnswer?> Release(Guid orderId, int epoch, CancellationToken cancellationToken) =>
        Decide(
            new StockKey(orderId, IsRestock: false),
            stock => StockRules.Release(stock, epoch, clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>The carrier has the parcel: what is held for the order has left the warehouse.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing is held for the order, which the saga excludes. A person has to compare the stock with the shelves.
    /// </exception>
    public Task<StepAnswer> Commit(Guid orderId, CancellationToken cancellationToken) =>
        Decide(
            new StockKey(orderId, IsRestock: false),
            stock => StockRules.Commit(stock, clock.GetUtcNow()),
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
        return Decide(
            new StockKey(restockId, IsRestock: true, sku),
            stock => StockRules.Restock(stock, sku, quantity, clock.GetUtcNow()),
            cancellationToken
        );
    }

    private Task<T> Decide<T>(StockKey key, Func<KnownStock, T> decide, CancellationToken cancellationToken) =>
        _group.DecideAsync(key, (_, rows) => decide(rows.Single()), assumed: null, cancellationToken);
}
