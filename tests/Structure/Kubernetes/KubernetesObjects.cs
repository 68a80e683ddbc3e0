using System.Text.Json.Nodes;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>What deploy/kubernetes applies, and the Secrets that its script makes.</summary>
internal static class KubernetesObjects
{
    public const string Folder = "deploy/kubernetes";

    /// <summary>The rendered kustomization.</summary>
    public static IReadOnlyList<JsonObject> All { get; } = Kustomization.Render(Folder);

    /// <summary>Deployments and Jobs.</summary>
    public static IEnumerable<JsonObject> Workloads => All.Where(each => each.Kind() is "Deployment" or "Job");

    public static JsonObject? Find(string kind, string name) =>
        All.SingleOrDefault(each => each.Kind() == kind && each.Name() == name);

    public static string Kind(this JsonObject each) => $"{each["kind"]}";

    public static string Name(this JsonObject each) => $"{each["metadata"]!["name"]}";

    public static string Title(this JsonObject each) => $"{each.Kind()} {each.Name()}";

    /// <summary>The part before the slash of the apiVersion; empty for the core objects.</summary>
    public static string Group(this JsonObject each) =>
        $"{each["apiVersion"]}".Split('/') is [var group, _] ? group : "";

    public static JsonObject Pod(this JsonObject workload) => (JsonObject)workload["spec"]!["template"]!["spec"]!;

    public static JsonObject Container(this JsonObject workload) =>
        (JsonObject)((JsonArray)workload.Pod()["containers"]!).Single()!;

    /// <summary>The objects at a path of fields; lists on the way are entered.</summary>
    public static IEnumerable<JsonNode> At(this JsonNode? node, params string[] path) =>
        (node, path) switch
        {
            (null, _) => [],
            (JsonArray list, _) => list.SelectMany(each => each.At(path)),
            (_, []) => [node],
            _ => (node as JsonObject)?[path[0]].At(path[1..]) ?? [],
        };
}
