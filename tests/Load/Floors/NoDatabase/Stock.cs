using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>What is held for orders, in memory. There is enough of everything.</summary>
internal sealed class Stock
{
    private readonly ConcurrentDictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<OrderLine>> _reservations = new();

    /// <summary>Holds the lines of an order, and prices them.</summary>
    public StockReserved Hold(ReserveStock command)
    {
        _reservations[command.OrderId] = command.Lines;
        foreach (var line in command.Lines)
            _held.AddOrUpdate(line.Sku, line.Quantity, (_, held) => held + line.Quantity);
        return Catalogue.Price(command.OrderId, command.Lines);
    }

    /// <summary>Lets what is held for an order leave.</summary>
    public StockCommitted Commit(ShipmentDispatched parcel)
    {
        if (!_reservations.TryRemove(parcel.OrderId, out var lines))
            throw new InvalidOperationException($"Order {parcel.OrderId} was dispatched, and nothing is held for it.");

        foreach (var line in lines)
            _held.AddOrUpdate(line.Sku, 0, (_, held) => held - line.Quantity);
        return new StockCommitted { OrderId = parcel.OrderId };
    }
}
