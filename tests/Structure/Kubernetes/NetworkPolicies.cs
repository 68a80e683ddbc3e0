using System.Text.Json.Nodes;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>The connections that the NetworkPolicies of deploy/kubernetes allow.</summary>
internal static class NetworkPolicies
{
    private const string NamespaceName = "kubernetes.io/metadata.name";

    private static readonly List<JsonNode> Rules =
    [
        .. KubernetesObjects.All.Where(each => each.Kind() == "NetworkPolicy").Select(policy => policy["spec"]!),
    ];

    // The labels of each pod. Those of the two clusters come from their operators.
    private static readonly Dictionary<string, JsonNode> Pods = KubernetesObjects
        .Workloads.ToDictionary(each => each.Name(), each => each["spec"]!["template"]!["metadata"]!["labels"]!)
        .Append(new("rabbitmq", new JsonObject { ["app.kubernetes.io/name"] = "rabbitmq" }))
        .Append(new("postgres", new JsonObject { ["cnpg.io/cluster"] = "postgres" }))
        .ToDictionary();

    /// <summary>Such as "inventory > postgres:5432" and "namespace keda > rabbitmq:15671".</summary>
    public static IEnumerable<string> Connections()
    {
        foreach (var (to, labels) in Pods)
        {
            if (!IsClosed(labels, "Ingress") || !IsClosed(labels, "Egress"))
                throw new InvalidOperationException($"No NetworkPolicy closes the pod {to}.");
            foreach (var rule in Of(labels, "ingress"))
            {
                foreach (var port in rule.At("ports", "port").Select(port => $"{port}"))
                {
                    foreach (var name in rule.At("from", "namespaceSelector", "matchLabels", NamespaceName))
                        yield return $"namespace {name} > {to}:{port}";
                    foreach (var (from, _) in Pods.Where(from => IsNamed(rule, "from", from.Value)))
                    {
                        if (Of(Pods[from], "egress").Any(egress => Allows(egress, labels, port)))
                            yield return $"{from} > {to}:{port}";
                    }
                }
            }
        }
    }

    private static bool IsClosed(JsonNode pod, string direction) =>
        Rules
            .Where(policy => Selects(policy["podSelector"]!, pod))
            .Any(policy => policy.At("policyTypes").Any(type => $"{type}" == direction));

    private static IEnumerable<JsonNode> Of(JsonNode pod, string direction) =>
        Rules.Where(policy => Selects(policy["podSelector"]!, pod)).SelectMany(policy => policy.At(direction));

    private static bool Allows(JsonNode egress, JsonNode pod, string port) =>
        (egress["to"] is null || IsNamed(egress, "to", pod))
        && egress.At("ports", "port").Any(each => $"{each}" == port);

    private static bool IsNamed(JsonNode rule, string peers, JsonNode pod) =>
        rule.At(peers).Any(peer => peer["namespaceSelector"] is null && Selects(peer["podSelector"]!, pod));

    private static bool Selects(JsonNode selector, JsonNode labels) =>
        (selector["matchLabels"] as JsonObject ?? []).All(label => $"{labels[label.Key]}" == $"{label.Value}")
        && selector
            .At("matchExpressions")
            .All(each => each.At("values").Any(value => $"{value}" == $"{labels[$"{each["key"]}"]}"));
}
