using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using MassTransit.Serialization;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>The JSON Schemas of the contracts, as MassTransit's serializer writes them.</summary>
internal static class PayloadSchemas
{
    /// <summary>All contracts and their member records, by name.</summary>
    public static SortedDictionary<string, JsonObject> All()
    {
        var schemas = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var type in typeof(Queues).Assembly.GetExportedTypes())
        {
            // Enums and static classes only hold names.
            if (type is { IsEnum: false, IsAbstract: false })
                schemas.Add(type.Name, OfRecord(type));
        }

        return schemas;
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    public static JsonObject Record(string description, IReadOnlyList<string> required, JsonObject properties)
    {
        var schema = new JsonObject { ["type"] = "object", ["description"] = description };
        if (required.Count > 0)
            schema["required"] = new JsonArray([.. required]);
        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject OfRecord(Type type)
    {
        var properties = type.GetProperties();
        return Record(
            Contract.DescriptionOf(type),
            [.. properties.Where(property => property.IsDefined(typeof(RequiredMemberAttribute))).Select(NameOf)],
            new(properties.Select(property => KeyValuePair.Create(NameOf(property), (JsonNode?)OfProperty(property))))
        );
    }

    private static JsonObject OfProperty(PropertyInfo property)
    {
        var schema = Of(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
        var isNullable = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
        if (schema.ContainsKey("$ref"))
        {
            // Keywords beside a reference are ignored, so the reference is nested.
            schema = isNullable
                ? new JsonObject { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) }
                : new JsonObject { ["allOf"] = new JsonArray(schema) };
        }
        else if (isNullable)
        {
            schema["type"] = new JsonArray((string)schema["type"]!, "null");
        }

        schema["description"] = Contract.DescriptionOf(property);
        return schema;
    }

    private static JsonObject Of(Type type) =>
        type switch
        {
            _ when type == typeof(string) => new() { ["type"] = "string" },
            _ when type == typeof(Guid) => new() { ["type"] = "string", ["format"] = "uuid" },
            _ when type == typeof(bool) => new() { ["type"] = "boolean" },
            _ when type == typeof(int) => new() { ["type"] = "integer", ["format"] = "int32" },
            // Text, so that no reader converts it to a binary fraction.
            _ when type == typeof(decimal) => new()
            {
                ["type"] = "string",
                ["format"] = "decimal",
                ["pattern"] = @"^-?[0-9]+(\.[0-9]+)?$",
            },
            _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => new()
            {
                ["type"] = "array",
                ["items"] = Of(type.GetGenericArguments()[0]),
            },
            _ when type.Assembly == typeof(Queues).Assembly => Reference(type.Name),
            _ => throw new NotSupportedException(
                $"{type} is new in the contracts: say in {nameof(PayloadSchemas)} what it is on the wire."
            ),
        };

    private static string NameOf(PropertyInfo property) =>
        SystemTextJsonMessageSerializer.Options.PropertyNamingPolicy!.ConvertName(property.Name);
}
