using System.Reflection;
using System.Text;
using System.Text.Json;
using EventDriven.Contracts.Orders;
using MassTransit;
using MassTransit.Serialization;
using Xunit;

namespace EventDriven.Contracts.Tests;

/// <summary>
/// All that others on the broker depend on, as a text to read and to compare: the exchange, the fault exchange and the
/// URN of each message, as MassTransit's topology has them, and each property as it is in the JSON.
/// </summary>
internal static class Schema
{
    public static string Describe()
    {
        var text = new StringBuilder();
        var bus = Bus.Factory.CreateUsingInMemory(static _ => { });

        text.Append("Queues\n");
        foreach (var queue in QueueNames())
            text.Append("  ")
                .Append(queue.PadRight(16))
                .Append("sent to as ")
                .Append(Queues.Address(queue))
                .Append('\n');

        foreach (var message in Messages.All)
        {
            text.Append('\n').Append(message.Name).Append('\n');
            text.Append("  exchange        ").Append(Exchange(bus.Topology, message)).Append('\n');
            text.Append("  fault exchange  ")
                .Append(Exchange(bus.Topology, typeof(Fault<>).MakeGenericType(message)))
                .Append('\n');
            text.Append("  urn             ").Append(MessageUrn.ForTypeString(message)).Append('\n');
            AppendProperties(text, message);
        }

        text.Append("\nParts of messages\n");
        foreach (var part in Messages.Parts)
        {
            text.Append('\n').Append(part.Name).Append('\n');
            AppendProperties(text, part);
        }

        text.Append("\nNames in messages\n");
        text.Append("  states  ").AppendJoin(' ', NamesOf(typeof(OrderStates))).Append('\n');
        text.Append("  steps   ").AppendJoin(' ', Enum.GetNames<OrderStep>()).Append('\n');
        text.Append("  actions ").AppendJoin(' ', NamesOf(typeof(OrderAction))).Append('\n');
        return text.ToString();
    }

    public static IEnumerable<string> QueueNames() => NamesOf(typeof(Queues)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(Type constants) =>
        constants
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

    private static string Exchange(IBusTopology topology, Type message) =>
        (string)
            typeof(Schema)
                .GetMethod(nameof(ExchangeOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(message)
                .Invoke(null, [topology])!;

    private static string ExchangeOf<T>(IBusTopology topology)
        where T : class => topology.Message<T>().EntityName;

    // The names and kinds are read from the JSON itself, so that a change of the serialiser's settings shows as well.
    private static void AppendProperties(StringBuilder text, Type type)
    {
        var json = JsonSerializer.SerializeToElement(
            Sample.Of(type, withOptional: true),
            type,
            SystemTextJsonMessageSerializer.Options
        );
        var nullability = new NullabilityInfoContext();
        var properties = type.GetProperties().ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var inJson in json.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var property = properties[inJson.Name];
            var isNullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
            text.Append("    ")
                .Append(inJson.Name.PadRight(18))
                .Append(Sample.IsRequired(property) ? "required" : "optional")
                .Append(isNullable ? ", nullable  " : "            ")
                .Append(TypeName(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
                .Append(" as ")
                .Append(Kind(inJson.Value))
                .Append('\n');
        }
    }

    private static string TypeName(Type type) =>
        Messages.ElementOf(type) is { } element ? $"list of {TypeName(element)}"
        : Nullable.GetUnderlyingType(type) is { } value ? TypeName(value)
        : type == typeof(Guid) ? "uuid"
        : type == typeof(int) ? "integer"
        : type == typeof(bool) ? "boolean"
        : type == typeof(string) ? "text"
        : type == typeof(decimal) ? "decimal"
        : type == typeof(DateTimeOffset) ? "date-time"
        : type.Name;

    private static string Kind(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? $"array of {Kind(value[0])}"
            : value.ValueKind.ToString().ToLowerInvariant();
}
