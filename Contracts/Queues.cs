namespace EventDriven.Contracts;

/// <summary>
/// The queues, by owner. A command is sent to its owner's queue; an event reaches the queues of all its consumers.
/// </summary>
public static class Queues
{
    /// <summary>The order saga's: commands to an order, answers of the participants, deadlines.</summary>
    public const string Orders = "orders";

    /// <summary>Inventory's commands, and the dispatches that commit stock.</summary>
    public const string Inventory = "inventory";

    /// <summary>
    /// Requests to Inventory that are answered directly. They have their own queue so that they do not wait behind
    /// commands.
    /// </summary>
    public const string Catalogue = "catalogue";

    /// <summary>Payments' commands.</summary>
    public const string Payments = "payments";

    /// <summary>Shipping's commands.</summary>
    public const string Shipping = "shipping";

    /// <summary>The ends of orders, for the customer.</summary>
    public const string Notifications = "notifications";

    /// <summary>What happens to orders, for the entry API's read model.</summary>
    public const string OrderStatus = "order-status";

    /// <summary>What the entry API is asked about customers and answers directly.</summary>
    public const string Customers = "customers";

    /// <summary>What operators ask for on the pages of Operations.</summary>
    public const string Operations = "operations";

    /// <summary>What happens to orders, for the read model of Operations.</summary>
    public const string OperationsFeed = "operations-feed";

    /// <summary>
    /// The processes' reports, for Operations. They have their own queue so that they do not wait behind orders, and
    /// expire soon.
    /// </summary>
    public const string OperationsReplicas = "operations-replicas";

    /// <summary>
    /// Whether the queue holds requests. A request expires with its requester's timeout, and is then no failure.
    /// </summary>
    public static bool HasRequests(string queue) => queue is Catalogue or Customers;

    /// <summary>Whether the queue holds reports. Each replaces the one before, so an expired one is dropped.</summary>
    public static bool HasReports(string queue) => queue is OperationsReplicas;

    /// <summary>Whether a failing message is scheduled again after minutes, before it is given up.</summary>
    public static bool HasScheduledRedelivery(string queue) => queue is Orders;

    /// <summary>
    /// The address to send a command to: the exchange in front of the queue. Senders do not declare the queue: only its
    /// owner knows the arguments.
    /// </summary>
    public static Uri Address(string queue) => new($"exchange:{queue}");
}
