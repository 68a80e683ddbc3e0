using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using MassTransit;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>
/// The messages of one service. It receives what its configured bus, which is not started, would bind its queues to.
/// It sends the messages that its code constructs, because there is no other reason to construct them.
/// </summary>
/// <param name="Queues">Each with its declaration by MassTransit and the exchanges that it is bound to.</param>
/// <param name="ReceivesFailed">Whether it receives what other services could not handle.</param>
/// <param name="Sent">The names of the constructed types.</param>
internal sealed record ServiceTraffic(
    string Service,
    IReadOnlyList<(string Name, JsonObject Declaration, IReadOnlyList<string> Exchanges)> Queues,
    bool ReceivesFailed,
    IReadOnlySet<string> Sent
)
{
    private static readonly string Contracts = typeof(Queues).Assembly.GetName().Name!;

    public static async Task<ServiceTraffic> Of(IServiceModule module)
    {
        await using var provider = Topology.ConfigureBus(module);
        var probe = JsonSerializer.SerializeToNode(provider.GetRequiredService<IBusControl>().GetProbeResult().Results);
        var topologies = Named(probe, "topology").ToList();
        var bindings = topologies
            .SelectMany(topology => Many(topology["exchange-binding"]))
            .ToLookup(binding => (string)binding["destination"]!, binding => (string)binding["source"]!);
        var declared = topologies
            .SelectMany(topology => Many(topology["queue"]))
            .Select(queue => (Name: (string)queue["name"]!, Declaration: queue))
            .ToList();
        // Excludes the bus's own queue, which is bound to nothing.
        var queues = declared
            .Where(queue => bindings.Contains(queue.Name))
            .OrderBy(queue => queue.Name, StringComparer.Ordinal)
            .Select(queue =>
                (
                    queue.Name,
                    queue.Declaration,
                    (IReadOnlyList<string>)[.. bindings[queue.Name].Order(StringComparer.Ordinal)]
                )
            );
        return new ServiceTraffic(
            module.Name,
            [.. queues],
            declared.Exists(queue => RestingQueues.QueueOf(queue.Name) is { } other && !bindings.Contains(other)),
            TypesMadeIn(module.GetType().Assembly)
        );
    }

    /// <summary>Sorted, for example the queue type and the dead-letter exchange.</summary>
    public static JsonObject Arguments(JsonObject queue) =>
        new(
            Many(queue["argument"])
                .OrderBy(argument => (string)argument["key"]!, StringComparer.Ordinal)
                .Select(argument => KeyValuePair.Create((string)argument["key"]!, argument["value"]?.DeepClone()))
        );

    // MassTransit reports one item as an object and several as an array.
    private static IEnumerable<JsonObject> Many(JsonNode? node) =>
        node switch
        {
            JsonArray array => array.OfType<JsonObject>(),
            JsonObject single => [single],
            _ => [],
        };

    private static IEnumerable<JsonObject> Named(JsonNode? node, string name) =>
        node switch
        {
            JsonObject scope => scope.SelectMany(child =>
                child.Key == name && child.Value is JsonObject found ? [found] : Named(child.Value, name)
            ),
            JsonArray array => array.SelectMany(item => Named(item, name)),
            _ => [],
        };

    /// <summary>The contracts that the assembly, or an assembly of ours that it references, constructs.</summary>
    private static HashSet<string> TypesMadeIn(Assembly assembly)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (member.Parent.Kind != HandleKind.TypeReference || !metadata.StringComparer.Equals(member.Name, ".ctor"))
                continue;

            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (
                type.ResolutionScope.Kind == HandleKind.AssemblyReference
                && metadata.StringComparer.Equals(
                    metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name,
                    Contracts
                )
            )
                made.Add(metadata.GetString(type.Name));
        }

        foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => reference.Name != Contracts))
        {
            if (reference.Name!.StartsWith("EventDriven.", StringComparison.Ordinal))
                made.UnionWith(TypesMadeIn(Assembly.Load(reference)));
        }

        return made;
    }
}
