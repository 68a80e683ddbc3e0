using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>YAML as JSON: with anchors and merge keys (<c>&lt;&lt;</c>) resolved.</summary>
internal static class Yaml
{
    private const string MergeKey = "<<";

    /// <summary>The documents of a text that are not empty.</summary>
    public static IEnumerable<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonObject>();
    }

    private static JsonNode? Convert(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => Convert(mapping),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Convert)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } => Scalar(text),
            YamlScalarNode scalar => scalar.Value,
            _ => throw new NotSupportedException($"{node.NodeType} in YAML"),
        };

    private static JsonObject Convert(YamlMappingNode mapping)
    {
        var all = new JsonObject();
        foreach (var (key, value) in mapping.Where(entry => entry.Key.ToString() == MergeKey))
        {
            foreach (var (name, merged) in (JsonObject)Convert(value)!)
                all[name] = merged?.DeepClone();
        }

        foreach (var (key, value) in mapping.Where(entry => entry.Key.ToString() != MergeKey))
            all[key.ToString()] = Convert(value);
        return all;
    }

    private static JsonNode? Scalar(string text) =>
        text switch
        {
            "" or "~" or "null" => null,
            "true" or "false" => bool.Parse(text),
            _ when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
}
