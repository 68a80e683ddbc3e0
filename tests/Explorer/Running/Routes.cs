using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Explorer.Running;

/// <summary>The queues that an event reaches, as the services bind them.</summary>
internal static class Routes
{
    private static readonly string[] Views = [Queues.OrderStatus, Queues.OperationsFeed];
    private static readonly string[] Mail = [Queues.Notifications];
    private static readonly string[] Status = [Queues.OrderStatus];
    private static readonly string[] Dispatched = [Queues.Orders, Queues.Inventory];
    private static readonly string[] Answer = [Queues.Orders];

    public static string[] Of(object published) =>
        published switch
        {
            OrderStatusChanged => Views,
            OrderCancellationRefused => Status,
            OrderCompleted or OrderRejected or OrderCancelled => Mail,
            ShipmentDispatched => Dispatched,
            StockCommitted => [],
            _ => Answer,
        };

    /// <summary>Whether the consumers of the queue only build read models or send mails.</summary>
    public static bool IsView(string queue) =>
        queue is Queues.OrderStatus or Queues.OperationsFeed or Queues.Notifications;

    /// <summary>Whether the consumers of the queue call a remote party.</summary>
    public static bool IsRemote(string queue) => queue is Queues.Payments or Queues.Shipping or Queues.Notifications;
}
