using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace EventDriven.Explorer.Stores;

/// <summary>Rows and messages as texts to compare, without ids, times and references that parties made.</summary>
internal static partial class Content
{
    // Rows that belong to another are compared by themselves, because a database returns them in any order.
    private static readonly string[] LeftOut = ["TraceId", "TraceParent", "History", "Entries", "Requests"];

    private static readonly Type[] IdsAndTimes =
    [
        typeof(Guid),
        typeof(Guid?),
        typeof(DateTime),
        typeof(DateTime?),
        typeof(DateTimeOffset),
        typeof(DateTimeOffset?),
    ];

    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter(), new Amount() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    public static string Of(object content) =>
        Id()
            .Replace(
                Time()
                    .Replace(
                        $"{content.GetType().Name} {JsonSerializer.Serialize(content, content.GetType(), Options)}",
                        "TIME"
                    ),
                "ID"
            );

    private static void LeaveOut(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (IdsAndTimes.Contains(property.PropertyType) || LeftOut.Contains(property.Name))
                type.Properties.RemoveAt(i);
        }
    }

    /// <summary>SQLite does not keep the scale of a number.</summary>
    private sealed class Amount : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString("0.####", CultureInfo.InvariantCulture));
    }

    // Or a tracking number.
    [GeneratedRegex(@"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|[PL]X\d{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?")]
    private static partial Regex Time();
}
