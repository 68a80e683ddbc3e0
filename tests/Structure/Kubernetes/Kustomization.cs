using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>
/// Renders a kustomization as <c>kubectl kustomize</c> does, because there is no package that has it. Refuses what it
/// does not know. Names of ConfigMaps get no hash of their content.
/// </summary>
internal static partial class Kustomization
{
    // The key by which Kubernetes merges the entries of a list. Other lists are replaced.
    private static readonly Dictionary<string, string> MergeKeys = new()
    {
        ["containers"] = "name",
        ["env"] = "name",
        ["ports"] = "containerPort",
        ["topologySpreadConstraints"] = "topologyKey",
        ["volumeMounts"] = "mountPath",
        ["volumes"] = "name",
    };

    /// <param name="folder">Has kustomization.yaml; relative to the repository's root.</param>
    public static IReadOnlyList<JsonObject> Render(string folder)
    {
        var objects = new List<JsonObject>();
        var file = Read(folder, "kustomization.yaml").Single();
        foreach (var (field, value) in file)
        {
            Action apply = field switch
            {
                "apiVersion" or "kind" => () => { },
                "resources" => () => objects.AddRange(Texts(value).SelectMany(path => Resource(folder, path))),
                "configMapGenerator" => () => objects.AddRange(Objects(value).Select(map => ConfigMap(folder, map))),
                "namespace" or "patches" => () => { }, // after the objects, wherever they stand
                _ => throw new NotSupportedException($"{folder}/kustomization.yaml: this renderer has no '{field}'"),
            };
            apply();
        }

        if (objects.GroupBy(each => each.Title()).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{folder} has two objects {twice.Key}.");
        foreach (var patch in Objects(file["patches"]))
            Apply(folder, patch, objects);
        if (file["namespace"] is { } name)
        {
            foreach (var each in objects.Where(each => each.Kind() != "Namespace"))
                each["metadata"]!["namespace"] = name.DeepClone();
        }

        return objects;
    }

    private static IEnumerable<JsonObject> Resource(string folder, string path) =>
        path.EndsWith(".yaml", StringComparison.Ordinal) ? Read(folder, path) : Render(Relative(folder, path));

    private static JsonObject ConfigMap(string folder, JsonObject generator)
    {
        var data = new JsonObject();
        foreach (var path in Texts(generator["files"]))
            data[path] = Text(folder, path);
        foreach (var path in Texts(generator["envs"]))
        {
            foreach (var line in Text(folder, path).Split('\n').Where(line => Setting().IsMatch(line)))
                data[line.Split('=', 2)[0]] = line.Split('=', 2)[1];
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = generator["name"]!.DeepClone() },
            ["data"] = data,
        };
    }

    private static void Apply(string folder, JsonObject entry, IEnumerable<JsonObject> objects)
    {
        var path = $"{entry["path"]}";
        var patch = Read(folder, path).Single();
        var targets = objects.Where(each => IsTarget(each, patch, entry["target"] as JsonObject)).ToList();
        if (targets.Count == 0)
            throw new InvalidOperationException($"{folder}/{path} patches no object.");
        foreach (var target in targets)
        {
            var change = (JsonObject)patch.DeepClone();
            (change["apiVersion"], change["kind"]) = (target["apiVersion"]!.DeepClone(), target.Kind());
            change["metadata"]!["name"] = target.Name();
            Merge(target, change);
        }
    }

    private static bool IsTarget(JsonObject each, JsonObject patch, JsonObject? target) =>
        target is null
            ? each.Kind() == patch.Kind() && each.Name() == patch.Name()
            : target.All(criterion =>
                criterion.Key switch
                {
                    "kind" => Regex.IsMatch(each.Kind(), $"^({criterion.Value})$"),
                    "name" => Regex.IsMatch(each.Name(), $"^({criterion.Value})$"),
                    "labelSelector" => HasLabel(each, $"{criterion.Value}"),
                    _ => throw new NotSupportedException($"this renderer has no target by '{criterion.Key}'"),
                }
            );

    private static bool HasLabel(JsonObject each, string selector)
    {
        var parts = LabelSelector().Match(selector);
        if (!parts.Success)
            throw new NotSupportedException($"this renderer has no label selector '{selector}'");
        var values = parts.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
        return each["metadata"]!["labels"]?[parts.Groups["label"].Value] is { } value && values.Contains($"{value}");
    }

    private static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (field, value) in change)
        {
            switch (target[field], value)
            {
                case (JsonObject existing, JsonObject changed):
                    Merge(existing, changed);
                    break;
                case (JsonArray existing, JsonArray changed) when MergeKeys.TryGetValue(field, out var key):
                    foreach (var entry in Objects(changed))
                    {
                        if (Objects(existing).FirstOrDefault(each => $"{each[key]}" == $"{entry[key]}") is { } same)
                            Merge(same, entry);
                        else
                            existing.Add(entry.DeepClone());
                    }

                    break;
                default:
                    target[field] = value?.DeepClone();
                    break;
            }
        }
    }

    private static IEnumerable<JsonObject> Read(string folder, string path) => Yaml.Documents(Text(folder, path));

    private static string Text(string folder, string path) =>
        path.StartsWith("..", StringComparison.Ordinal)
            ? throw new InvalidOperationException(
                $"{folder}: kustomize reads no file outside the folder, such as {path}"
            )
            : Sources.Read($"{folder}/{path}");

    private static string Relative(string folder, string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, path)));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).Cast<JsonObject>();

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(text => $"{text}");

    [GeneratedRegex("^[^#=]+=")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?<label>[^ =]+)(=| in \()(?<values>[^)]+)\)?$")]
    private static partial Regex LabelSelector();
}
