using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.Operations.Failed;

/// <summary>
/// What in the messages is about a person, or is as good as their money: members of these names, with all that is in
/// them.
/// </summary>
internal static partial class PersonalData
{
    /// <summary>What stands in its place.</summary>
    public const string Masked = "••••••";

    // Shorter ones, such as a country's code, are in every other word.
    private const int ShortestText = 4;

    // Of more nobody has written an exception: a bound on how often a text is gone through.
    private const int MostTexts = 100;

    // The last is the text of another message: what an operator had put back in the place of one that failed.
    private static readonly string[] Names = ["email", "paymentToken", "shipTo", "body"];

    /// <summary>Whether there is any in it.</summary>
    public static bool IsIn(JsonNode? node) =>
        node switch
        {
            JsonObject found => found.Any(member => IsPersonal(member.Key) || IsIn(member.Value)),
            JsonArray list => list.Any(IsIn),
            _ => false,
        };

    /// <summary>The texts in it that are about a person, but for the shortest.</summary>
    public static IReadOnlySet<string> TextsIn(JsonNode node)
    {
        var texts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(node, isPersonal: false, texts);
        return texts;
    }

    /// <summary>A text with all e-mail addresses, and all that a body calls personal, masked.</summary>
    /// <param name="said">Such as what an exception said of the body.</param>
    /// <param name="texts">What is personal in the body.</param>
    public static string Mask(string said, IReadOnlySet<string> texts)
    {
        if (texts.Count > MostTexts)
            return Masked;
        // The longest first: the street with its number, and only then the street.
        foreach (var text in texts.OrderByDescending(text => text.Length))
            said = said.Replace(text, Masked, StringComparison.OrdinalIgnoreCase);
        return Addresses().Replace(said, Masked);
    }

    /// <summary>A copy with each such text masked.</summary>
    public static JsonNode Mask(JsonNode node)
    {
        var copy = node.DeepClone();
        Mask(copy, isPersonal: false);
        return copy;
    }

    /// <summary>A copy in which what is still masked is what it was.</summary>
    /// <param name="edited">What came back from the operator.</param>
    /// <param name="original">What was masked before it was shown.</param>
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

    private static bool IsPersonal(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    // Bounded as addresses are, so that a long text that is none costs no more than its length.
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
