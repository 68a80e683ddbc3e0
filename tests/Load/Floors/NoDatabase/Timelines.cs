using System.Collections.Concurrent;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>The read model, in memory.</summary>
internal sealed class Timelines
{
    private readonly ConcurrentDictionary<Guid, Order> _orders = new();

    /// <summary>Takes an accepted order in.</summary>
    public void Add(Order order) => _orders[order.Id] = order;

    /// <summary>Adds what the saga said to the order's timeline; said twice it stands once.</summary>
    public void Add(OrderStatusChanged message)
    {
        var order = _orders[message.OrderId];
        lock (order)
        {
            if (order.Timeline.Exists(entry => entry.Sequence == message.Sequence))
                return;

            order.Timeline.Add(
                new TimelineEntry
                {
                    OrderId = message.OrderId,
                    Sequence = message.Sequence,
                    State = message.State,
                    Cause = message.Cause,
                    Reason = message.Reason,
                    TotalAmount = message.Total?.Amount,
                    TotalCurrency = message.Total?.Currency,
                    At = message.At,
                }
            );
        }
    }
}
