using System.Reflection;
using EventDriven.Contracts;
using EventDriven.ServiceDefaults;

namespace EventDriven.Operations.Failed;

/// <summary>The queues whose failed messages are taken in: all of the system's.</summary>
internal static class MessageQueues
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(Queues).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal)
    ];

    /// <summary>The queue whose messages rest in another; that one itself when no queue of the system's does.</summary>
    public static string OfResting(string restedIn) =>
        All.FirstOrDefault(queue => restedIn == RestingQueues.ErrorsOf(queue) || restedIn == RestingQueues.SkippedOf(queue) || restedIn == RestingQueues.DeadLettersOf(queue))
        ?? restedIn;

    /// <summary>The service that reads a queue, as its process is called.</summary>
    public static string ReaderOf(string queue) => queue switch
    {
        Queues.Orders => "Orchestrator",
        Queues.Inventory or Queues.Catalogue => "Inventory",
        Queues.Payments => "Payments",
        Queues.Shipping => "Shipping",
        Queues.Notifications => "Notifications",
        Queues.OrderStatus or Queues.Customers => "Entry API",
        _ => "Operations"
    };
}
