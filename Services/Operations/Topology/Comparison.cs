using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Operations.Broker;
using EventDriven.ServiceDefaults;

namespace EventDriven.Operations.Topology;

/// <summary>
/// Compares what the services declare with what the broker has. A queue that a connection made for itself is nobody's
/// difference.
/// </summary>
public static class Comparison
{
    private const string Declare = "Any service that is started declares it, and so does AllInOne --deploy-topology.";

    /// <summary>All differences, those of each queue together.</summary>
    /// <param name="described">The queues as the services declare them.</param>
    /// <param name="queues">The broker's queues.</param>
    /// <param name="exchanges">The broker's exchanges.</param>
    /// <param name="bindings">The broker's bindings.</param>
    public static IReadOnlyList<Difference> Of(
        IReadOnlyList<QueueDescribed> described,
        IReadOnlyList<QueueFound> queues,
        IReadOnlyList<ExchangeFound> exchanges,
        IReadOnlyList<BindingFound> bindings
    )
    {
        var queueOf = queues.ToDictionary(queue => queue.Name, StringComparer.Ordinal);
        var exchangeOf = exchanges.ToDictionary(exchange => exchange.Name, StringComparer.Ordinal);
        // The default exchange leads to every queue, and cannot be unbound.
        var bound = bindings.Where(binding => binding.Source.Length > 0).ToHashSet();
        var differences = new List<Difference>();
        foreach (var queue in described)
        {
            void Differs(string sentence) => differences.Add(new Difference(queue.Name, sentence));

            CompareQueue(queue.Name, queue.Arguments, queueOf, Differs);
            CompareExchange(queue.Name, exchangeOf, Differs);
            CompareBindings(queue.Name, "queue", [queue.Name], bound, Differs);
            foreach (var message in queue.Exchanges)
                CompareExchange(message, exchangeOf, Differs);
            CompareBindings(queue.Name, "exchange", queue.Exchanges, bound, Differs);
            foreach (var resting in RestingQueues.Of(queue.Name))
            {
                CompareQueue(resting, RestingQueues.ArgumentsOf(resting), queueOf, Differs);
                CompareExchange(resting, exchangeOf, Differs);
                CompareBindings(resting, "queue", [resting], bound, Differs);
            }
        }

        var known = described.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
        differences.AddRange(
            queues
                .Where(queue =>
                    queue is { Exclusive: false, AutoDelete: false }
                    && !known.Contains(queue.Name)
                    && !(RestingQueues.QueueOf(queue.Name) is { } owner && known.Contains(owner))
                )
                .OrderBy(queue => queue.Name, StringComparer.Ordinal)
                .Select(queue => new Difference(
                    null,
                    $"The queue {queue.Name} is on the broker, and no service declares it: what comes in piles up. Delete it, unless something else reads it."
                ))
        );
        return differences;
    }

    private static void CompareQueue(
        string name,
        JsonObject arguments,
        Dictionary<string, QueueFound> queues,
        Action<string> differs
    )
    {
        if (!queues.TryGetValue(name, out var found))
        {
            differs(
                $"The queue {name} is not there: what is sent to it is returned, or lost where it is published. {Declare}"
            );
            return;
        }

        if (!found.Durable || found.Exclusive || found.AutoDelete)
            differs(
                $"The queue {name} is not durable, exclusive or deleted with its last reader: what waits in it does not outlive the broker. Delete it when it is empty. {Declare}"
            );

        var actual = found.Arguments ?? new Dictionary<string, JsonElement>();
        foreach (
            var argument in arguments.Select(argument => argument.Key).Union(actual.Keys).Order(StringComparer.Ordinal)
        )
        {
            var wanted = arguments[argument];
            var has = actual.TryGetValue(argument, out var value) ? JsonSerializer.SerializeToNode(value) : null;
            if (!JsonNode.DeepEquals(wanted, has))
            {
                differs(
                    $"The queue {name} has {argument} = {has?.ToJsonString() ?? "nothing"}, and is declared with {wanted?.ToJsonString() ?? "nothing"}: its service cannot start. "
                        + "Arguments never change: empty the queue, delete it and start the service again."
                );
            }
        }
    }

    private static void CompareExchange(
        string name,
        Dictionary<string, ExchangeFound> exchanges,
        Action<string> differs
    )
    {
        if (!exchanges.TryGetValue(name, out var found))
            differs($"The exchange {name} is not there: what is published or sent to it is lost or refused. {Declare}");
        else if (found.Type != "fanout" || !found.Durable || found.AutoDelete)
            differs(
                $"The exchange {name} is {found.Type}{(found.Durable ? "" : ", not durable")}{(found.AutoDelete ? ", deleted with its last binding" : "")}, and is declared as a durable fanout: delete it. {Declare}"
            );
    }

    private static void CompareBindings(
        string name,
        string type,
        IEnumerable<string> wanted,
        HashSet<BindingFound> bound,
        Action<string> differs
    )
    {
        var actual = bound
            .Where(binding => binding.Destination == name && binding.DestinationType == type)
            .Select(binding => binding.Source)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var source in wanted.Where(source => !actual.Contains(source)))
            differs(
                $"The exchange {source} is not bound to the {type} {name}: its messages do not come there, and are lost. {Declare}"
            );
        foreach (var source in actual.Except(wanted).Order(StringComparer.Ordinal))
            differs(
                $"The exchange {source} is bound to the {type} {name}, and no service declares that: its messages come there unasked. Delete the binding; a version that is gone may have left it."
            );
    }
}
