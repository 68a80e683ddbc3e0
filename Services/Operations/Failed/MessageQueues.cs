using System.Reflection;
using EventDriven.Contracts;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Topology;

namespace EventDriven.Operations.Failed;

/// <summary>The queues whose failed messages are collected: all of the system.</summary>
internal static class MessageQueues
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(Queues)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];

    public static string ReaderOf(string queue) =>
        Described.Queues.FirstOrDefault(described => described.Name == queue) is { } known
            ? Wording.Service(known.Service)
            : queue;
}
