namespace EventDriven.Contracts;

/// <summary>A command is sent to its owner's queue; an event reaches the queues of all its consumers.</summary>
public static class Queues
{
    /// <summary>The saga's commands, answers and deadlines.</summary>
    public const string Orders = "orders";

    /// <summary>Inventory's commands, and ShipmentDispatched.</summary>
    public const string Inventory = "inventory";

    /// <summary>Requests to Inventory; a queue of their own, so that they do not wait behind commands.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>Payments' commands.</summary>
    public const string Payments = "payments";

    /// <summary>Shipping's commands.</summary>
    public const string Shipping = "shipping";

    /// <summary>The ends of orders.</summary>
    public const string Notifications = "notifications";

    /// <summary>The saga's events, for the entry API.</summary>
    public const string OrderStatus = "order-status";

    /// <summary>Requests to the orchestrator.</summary>
    public const string Histories = "histories";

    /// <summary>Requests to the entry API.</summary>
    public const string Customers = "customers";

    /// <summary>Operators' commands.</summary>
    public const string Operations = "operations";

    /// <summary>The saga's events, for Operations.</summary>
    public const string OperationsFeed = "operations-feed";

    /// <summary>
    /// Processes' reports, which expire soon; a queue of their own, so that they do not wait behind orders.
    /// </summary>
    public const string OperationsReplicas = "operations-replicas";

    /// <summary>The names of all queues, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(Queues)
            .GetFields()
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Requests expire with the requester's timeout, which is no failure.</summary>
    public static bool HasRequests(string queue) => queue is Catalogue or Customers or Histories;

    /// <summary>Each report replaces the one before, so an expired one is dropped.</summary>
    public static bool HasReports(string queue) => queue is OperationsReplicas;

    /// <summary>Whether a message that failed for good is tried again after minutes, before it is given up.</summary>
    public static bool HasScheduledRedelivery(string queue) => queue is Orders;

    /// <summary>
    /// The exchange in front of the queue. Senders do not declare the queue, because only its owner knows the
    /// arguments.
    /// </summary>
    public static Uri Address(string queue) => new($"exchange:{queue}");
}
