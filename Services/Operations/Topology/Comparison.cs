using System.Text.Json.Nodes;
using EventDriven.Operations.Broker;

namespace EventDriven.Operations.Topology;

/// <summary>Compares the services' declarations with the broker's queues, exchanges and bindings.</summary>
public sealed class Comparison(
    IReadOnlyList<QueueFound> queues,
    IReadOnlyList<ExchangeFound> exchanges,
    IReadOnlyList<BindingFound> bindings
)
{
    private const string Declare = "To declare it, start its service or run AllInOne --deploy-topology.";

    public IReadOnlyList<Difference> Differences =>
        [
            .. Described.Queues.SelectMany(queue => Of(queue).Select(sentence => new Difference(queue.Name, sentence))),
            .. queues
                .Where(found =>
                    found is { Exclusive: false, AutoDelete: false }
                    && Described.Queues.All(queue =>
                        queue.Name != found.Name && !RestingQueues.Of(queue.Name).Contains(found.Name)
                    )
                )
                .OrderBy(found => found.Name, StringComparer.Ordinal)
                .Select(found => new Difference(
                    null,
                    $"No service declares the queue {found.Name}, so its messages pile up. "
                        + "Delete it, unless something else reads it."
                )),
        ];

    private IEnumerable<string> Of(QueueDescribed queue) =>
        [
            .. OfReceiver(queue.Name, queue.Arguments),
            .. queue.Exchanges.SelectMany(OfExchange),
            .. OfBindings(queue.Name, "exchange", queue.Exchanges),
            .. RestingQueues
                .Of(queue.Name)
                .SelectMany(resting => OfReceiver(resting, RestingQueues.ArgumentsOf(resting))),
        ];

    // A queue and the exchange of its name.
    private IEnumerable<string> OfReceiver(string name, JsonObject arguments) =>
        [.. OfQueue(name, arguments), .. OfExchange(name), .. OfBindings(name, "queue", [name])];

    private IEnumerable<string> OfQueue(string name, JsonObject arguments)
    {
        if (queues.FirstOrDefault(queue => queue.Name == name) is not { } found)
        {
            yield return $"The queue {name} is missing: messages sent to it are returned, published ones are lost. "
                + Declare;
            yield break;
        }

        if (!found.Durable || found.Exclusive || found.AutoDelete)
            yield return $"The queue {name} is not durable, or exclusive, or auto-delete: it loses its messages when "
                + $"the broker restarts. Delete it when it is empty. {Declare}";

        var actual = found.Arguments ?? [];
        foreach (
            var argument in arguments.Select(argument => argument.Key).Union(actual.Keys).Order(StringComparer.Ordinal)
        )
        {
            var wanted = arguments[argument];
            var has = actual.GetValueOrDefault(argument);
            if (!JsonNode.DeepEquals(wanted, has))
                yield return $"The queue {name} has {argument} = {has?.ToJsonString() ?? "nothing"}, but is declared "
                    + $"with {wanted?.ToJsonString() ?? "nothing"}: its service cannot start. "
                    + "Arguments cannot be changed: empty the queue, delete it and start the service again.";
        }

        foreach (var loss in PolicyLosses.Of(found))
            yield return loss;
    }

    private IEnumerable<string> OfExchange(string name)
    {
        var found = exchanges.FirstOrDefault(exchange => exchange.Name == name);
        if (found is null)
            yield return $"The exchange {name} is missing: messages to it are lost or refused. {Declare}";
        else if (found.Type != "fanout" || !found.Durable || found.AutoDelete)
            yield return $"The exchange {name} is {found.Type}{(found.Durable ? "" : ", not durable")}"
                + $"{(found.AutoDelete ? ", auto-delete" : "")}, but is declared as a durable fanout: "
                + $"delete it. {Declare}";
    }

    // The default exchange leads to every queue, and cannot be unbound.
    private IEnumerable<string> OfBindings(string name, string type, IReadOnlyList<string> wanted)
    {
        string[] actual =
        [
            .. bindings
                .Where(bound => bound.Destination == name && bound.DestinationType == type && bound.Source.Length > 0)
                .Select(bound => bound.Source),
        ];
        foreach (var source in wanted.Except(actual))
            yield return $"The exchange {source} is not bound to the {type} {name}: its messages are lost there. "
                + Declare;
        foreach (var source in actual.Except(wanted).Order(StringComparer.Ordinal))
            yield return $"No service declares the binding of the exchange {source} to the {type} {name}, which an "
                + "older version may have left: unwanted messages arrive. Delete the binding.";
    }
}

/// <summary>A difference, with its effect and what to do; the queue is null when it belongs to none.</summary>
public sealed record Difference(string? Queue, string Sentence);
