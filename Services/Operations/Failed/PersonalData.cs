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
    public static IReadOnlySet<string> TextsIn(JsonNode node)
    {
        var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(node, isPersonal: false, texts);
        return texts;
    }

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
        Mask(copy, isPersonal: false);
        return copy;
    }

    /// <summary>A copy in which masked values are replaced by the original ones.</summary>
    public static JsonNode Unmask(JsonNode edited, JsonNode? original)
    {
        switch (edited)
        {
            case JsonObject found:
                var members = found.Select(member =>
                    KeyValuePair.Create(
                        member.Key,
                        member.Value is { } value ? Unmask(value, (original as JsonObject)?[member.Key]) : null
                    )
                );
                return new JsonObject(members);
            case JsonArray list:
                return new JsonArray([
                    .. list.Select(
                        (item, index) =>
                            item is null
                                ? null
                                : Unmask(
                                    item,
                                    original is JsonArray before && index < before.Count ? before[index] : null
                                )
                    ),
                ]);
            case JsonValue value when value.TryGetValue<string>(out var text) && text == Masked && original is not null:
                return original.DeepClone();
            default:
                return edited.DeepClone();
        }
    }

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

    private static void Collect(JsonNode? node, bool isPersonal, HashSet<string> texts)
    {
        switch (node)
        {
            case JsonObject found:
                foreach (var (name, value) in found)
                    Collect(value, isPersonal || IsPersonal(name), texts);
                break;
            case JsonArray list:
                foreach (var item in list)
                    Collect(item, isPersonal, texts);
                break;
            case JsonValue value
                when isPersonal
                    && value.TryGetValue<string>(out var text)
                    && text.Trim() is { Length: >= ShortestText } trimmed:
                texts.Add(trimmed);
                break;
        }
    }

    private static void Mask(JsonNode? node, bool isPersonal)
    {
        switch (node)
        {
            case JsonObject found:
                foreach (var (name, value) in found.ToList())
                {
                    var hides = isPersonal || IsPersonal(name);
                    if (hides && value is JsonValue)
                        found[name] = Masked;
                    else
                        Mask(value, hides);
                }

                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++)
                {
                    if (isPersonal && list[index] is JsonValue)
                        list[index] = Masked;
                    else
                        Mask(list[index], isPersonal);
                }

                break;
        }
    }
}
