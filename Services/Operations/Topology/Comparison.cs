using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Operations.Broker;

namespace EventDriven.Operations.Topology;

/// <summary>Compares the services' declarations with the broker's queues, exchanges and bindings.</summary>
public static class Comparison
{
    private const string Declare = "To declare it, start its service or run AllInOne --deploy-topology.";

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
                    $"No service declares the queue {queue.Name}, so its messages pile up. "
                        + "Delete it, unless something else reads it."
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
                $"The queue {name} is missing: messages sent to it are returned, published ones are lost. {Declare}"
            );
            return;
        }

        if (!found.Durable || found.Exclusive || found.AutoDelete)
            differs(
                $"The queue {name} is not durable, or exclusive, or auto-delete: it loses its messages when the broker "
                    + $"restarts. Delete it when it is empty. {Declare}"
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
                    $"The queue {name} has {argument} = {has?.ToJsonString() ?? "nothing"}, but is declared with "
                        + $"{wanted?.ToJsonString() ?? "nothing"}: its service cannot start. "
                        + "Arguments cannot be changed: empty the queue, delete it and start the service again."
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
            differs($"The exchange {name} is missing: messages to it are lost or refused. {Declare}");
        else if (found.Type != "fanout" || !found.Durable || found.AutoDelete)
            differs(
                $"The exchange {name} is {found.Type}{(found.Durable ? "" : ", not durable")}"
                    + $"{(found.AutoDelete ? ", auto-delete" : "")}, but is declared as a durable fanout: "
                    + $"delete it. {Declare}"
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
            differs($"The exchange {source} is not bound to the {type} {name}: its messages are lost there. {Declare}");
        foreach (var source in actual.Except(wanted).Order(StringComparer.Ordinal))
            differs(
                $"No service declares the binding of the exchange {source} to the {type} {name}, which an older "
                    + "version may have left: unwanted messages arrive. Delete the binding."
            );
    }
}
