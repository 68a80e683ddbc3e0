using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Serialization;
using Shouldly;
using Xunit;

namespace EventDriven.Contracts.Tests;

/// <summary>docs/asyncapi.json beside what MassTransit's serialiser makes of the messages.</summary>
public sealed class The_asyncapi_document
{
    private static readonly JsonElement Components = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "asyncapi.json")))
        .RootElement.GetProperty("components");

    [Theory]
    [MemberData(nameof(Messages.EachAndPart), MemberType = typeof(Messages))]
    public void Describes_each_record_as_it_is_on_the_wire(Type type)
    {
        var described = Schema(type)
            .GetProperty("properties")
            .EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value);
        var onTheWire = JsonSerializer.SerializeToElement(
            Sample.Of(type, withOptional: true),
            type,
            SystemTextJsonMessageSerializer.Options
        );

        described.Keys.ShouldBe(onTheWire.EnumerateObject().Select(property => property.Name), ignoreOrder: true);
        foreach (var property in onTheWire.EnumerateObject())
            Allows(described[property.Name], property.Value)
                .ShouldBeTrue(
                    $"{type.Name}.{property.Name} is {property.Value}, described as {described[property.Name]}"
                );
    }

    [Theory]
    [MemberData(nameof(Messages.EachAndPart), MemberType = typeof(Messages))]
    public void Says_what_is_required_and_what_may_be_null(Type type)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var isRequired =
                Schema(type).TryGetProperty("required", out var required)
                && required.EnumerateArray().Any(one => one.GetString() == name);
            var mayBeNull = Allows(
                Schema(type).GetProperty("properties").GetProperty(name),
                JsonDocument.Parse("null").RootElement
            );

            isRequired.ShouldBe(Sample.IsRequired(property), $"{type.Name}.{name}");
            mayBeNull.ShouldBe(
                nullability.Create(property).ReadState == NullabilityState.Nullable,
                $"{type.Name}.{name}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Has_each_message_under_its_exchange_with_its_urn(Type message)
    {
        var inEnvelope = Component("messages", Messages.Names(message)[0]!)
            .GetProperty("payload")
            .GetProperty("allOf")[1]
            .GetProperty("properties");

        inEnvelope
            .GetProperty("messageType")
            .GetProperty("contains")
            .GetProperty("const")
            .GetString()
            .ShouldBe(Messages.Names(message)[1]);
        inEnvelope
            .GetProperty("message")
            .GetProperty("$ref")
            .GetString()
            .ShouldBe($"#/components/schemas/{message.Name}");
    }

    [Theory]
    [InlineData("Envelope", typeof(JsonMessageEnvelope))]
    [InlineData("Fault", typeof(Fault<object>))]
    [InlineData("Host", typeof(HostInfo))]
    public void Describes_what_MassTransit_adds_as_MassTransit_has_it(string schema, Type type) =>
        Components
            .GetProperty("schemas")
            .GetProperty(schema)
            .GetProperty("properties")
            .EnumerateObject()
            .Select(property => property.Name)
            .ShouldBe(
                type.GetInterfaces()
                    .Append(type)
                    .SelectMany(part => part.GetProperties())
                    .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
                    .Distinct(),
                ignoreOrder: true
            );

    [Fact]
    public void Describes_an_envelope_as_it_is_on_the_wire()
    {
        var onTheWire = JsonSerializer.SerializeToElement(
            new JsonMessageEnvelope
            {
                MessageId = Guid.NewGuid().ToString(),
                ConversationId = Guid.NewGuid().ToString(),
                SourceAddress = "rabbitmq://localhost/orders/inventory",
                DestinationAddress = "rabbitmq://localhost/orders/inventory.stock-committed",
                MessageType = ["urn:message:inventory.stock-committed"],
                Message = Sample.Of(typeof(Inventory.StockCommitted), withOptional: true),
                SentTime = DateTime.UtcNow,
                Headers = [],
                Host = HostMetadataCache.Host,
            },
            SystemTextJsonMessageSerializer.Options
        );

        foreach (var (schema, value) in new[] { ("Envelope", onTheWire), ("Host", onTheWire.GetProperty("host")) })
        {
            var described = Components.GetProperty("schemas").GetProperty(schema).GetProperty("properties");
            foreach (var property in value.EnumerateObject())
                Allows(described.GetProperty(property.Name), property.Value)
                    .ShouldBeTrue(
                        $"{property.Name} is {property.Value}, described as {described.GetProperty(property.Name)}"
                    );
        }
    }

    private static JsonElement Schema(Type type) => Component("schemas", type.Name);

    private static JsonElement Component(string section, string name) =>
        Components.GetProperty(section).TryGetProperty(name, out var component)
            ? component
            : throw new InvalidOperationException(
                $"docs/asyncapi.json does not describe {name}. Renew it: "
                    + "dotnet run --project Services/AllInOne -- --asyncapi docs/asyncapi.json"
            );

    /// <summary>
    /// Whether a schema, of the few forms that the document uses, allows a value; of another record only that it is
    /// one.
    /// </summary>
    private static bool Allows(JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Allows(Components.GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value);
        if (schema.TryGetProperty("oneOf", out var oneOf))
            return oneOf.EnumerateArray().Count(one => Allows(one, value)) == 1;
        if (schema.TryGetProperty("allOf", out var allOf))
            return allOf.EnumerateArray().All(one => Allows(one, value));

        var type = schema.GetProperty("type");
        string?[] types =
            type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(one => one.GetString())]
                : [type.GetString()];
        var kind = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out _) => "integer",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            var other => other.ToString().ToLowerInvariant(),
        };
        return types.Contains(kind)
            && (kind != "array" || value.EnumerateArray().All(item => Allows(schema.GetProperty("items"), item)))
            && (kind != "string" || IsOfItsFormat(schema, value));
    }

    private static bool IsOfItsFormat(JsonElement schema, JsonElement value) =>
        (!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(value.GetString()!, pattern.GetString()!))
        && (
            !schema.TryGetProperty("format", out var format)
            || format.GetString() switch
            {
                "uuid" => value.TryGetGuid(out _),
                "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
                "date-time" => value.TryGetDateTimeOffset(out _),
                "decimal" => pattern.ValueKind == JsonValueKind.String,
                var other => throw new NotSupportedException($"Say here what a text of the format {other} is."),
            }
        );
}
