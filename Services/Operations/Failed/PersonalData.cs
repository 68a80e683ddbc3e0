using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.Operations.Failed;

/// <summary>Personal data in messages: the members of these names, with everything in them.</summary>
internal static partial class PersonalData
{
    public const string Masked = "••••••";

    // Shorter texts, such as country codes, occur in many words.
    private const int ShortestText = 4;

    // Limits the work for one text.
    private const int MostTexts = 100;

    // MassTransit cuts an exception's message and stack trace to this length, maybe within a personal text.
    private const int CutAt = 2048;

    // "body" is the edited message in a command of the console.
    private static readonly string[] Names = ["email", "paymentToken", "shipTo", "body"];

    public static bool IsIn(JsonNode? node) =>
        node switch
        {
            JsonObject found => found.Any(member => IsPersonal(member.Key) || IsIn(member.Value)),
            JsonArray list => list.Any(IsIn),
            _ => false,
        };

    /// <summary>The personal texts in it, without the shortest.</summary>
    public static IReadOnlySet<string> TextsIn(JsonNode node) =>
        ValuesIn(node)
            .Select(value => value.TryGetValue<string>(out var text) ? text.Trim() : "")
            .Where(text => text.Length >= ShortestText)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text with all e-mail addresses and the given personal texts masked.</summary>
    public static string Mask(string said, IReadOnlySet<string> texts)
    {
        if (texts.Count > MostTexts)
            return Masked;
        if (said.Length >= CutAt && texts.Select(text => CutOff(said, text)).DefaultIfEmpty().Max() is > 0 and var cut)
            said = said[..^cut] + Masked;
        // The longest first, because texts can contain each other.
        foreach (var text in texts.OrderByDescending(text => text.Length))
            said = said.Replace(text, Masked, StringComparison.OrdinalIgnoreCase);
        return Addresses().Replace(said, Masked);
    }

    public static JsonNode Mask(JsonNode node)
    {
        var copy = node.DeepClone();
        foreach (var value in ValuesIn(copy).ToList())
            value.ReplaceWith(Masked);
        return copy;
    }

    /// <summary>JSON with all texts masked, except members of these names.</summary>
    public static JsonNode? MaskTexts(string? json, params string[] shown)
    {
        var node = json is null ? null : JsonNode.Parse(json);
        foreach (var value in ValuesIn(node, isPersonal: true).ToList())
        {
            var isShown = value.Parent is JsonObject && shown.Contains(value.GetPropertyName());
            if (!isShown && value.TryGetValue<string>(out _))
                value.ReplaceWith(Masked);
        }

        return node;
    }

    /// <summary>A copy in which masked values are replaced by the original ones.</summary>
    public static JsonNode? Unmask(JsonNode? edited, JsonNode? original) =>
        edited switch
        {
            JsonObject found => new JsonObject(
                found.Select(member =>
                    KeyValuePair.Create(member.Key, Unmask(member.Value, (original as JsonObject)?[member.Key]))
                )
            ),
            JsonArray list => new JsonArray([
                .. list.Select(
                    (item, index) =>
                        Unmask(item, original is JsonArray before && index < before.Count ? before[index] : null)
                ),
            ]),
            // Each text is read, because one with half a character is refused here.
            JsonValue value when value.TryGetValue<string>(out var text) && text == Masked && original is not null =>
                original.DeepClone(),
            _ => edited?.DeepClone(),
        };

    // The length of the longest start of the text with which the message ends.
    private static int CutOff(string said, string text)
    {
        var length = Math.Min(text.Length, said.Length);
        while (length >= ShortestText && !said.EndsWith(text[..length], StringComparison.OrdinalIgnoreCase))
            length--;
        return length < ShortestText ? 0 : length;
    }

    private static bool IsPersonal(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    // Bounded, so that the time is linear in the length of the text.
    [GeneratedRegex(@"[\w.!#$&'*+/=?^`{|}~-]{1,64}(?:@|%40)[\w.-]{1,255}")]
    private static partial Regex Addresses();

    private static IEnumerable<JsonValue> ValuesIn(JsonNode? node, bool isPersonal = false) =>
        node switch
        {
            JsonObject found => found.SelectMany(member =>
                ValuesIn(member.Value, isPersonal || IsPersonal(member.Key))
            ),
            JsonArray list => list.SelectMany(item => ValuesIn(item, isPersonal)),
            JsonValue value when isPersonal => [value],
            _ => [],
        };
}
