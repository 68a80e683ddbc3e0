using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Operations.Broker;

namespace EventDriven.Operations.Topology;

/// <summary>What an administrator's policies take from a queue.</summary>
internal static class PolicyLosses
{
    private const string Refuses =
        "when it is full, it refuses messages, and an event that one queue refuses is held up for all queues.";

    /// <summary>One sentence for each setting that loses messages or holds them up.</summary>
    public static IEnumerable<string> Of(QueueFound queue)
    {
        if (queue.EffectivePolicyDefinition is not JsonObject policy || Queues.HasReports(queue.Name))
            yield break;

        var names = string.Join(" and ", new[] { queue.Policy, queue.OperatorPolicy }.OfType<string>());
        foreach (var (setting, value) in policy)
        {
            if (Effect(setting, $"{value}", policy, queue) is { } effect)
                yield return $"The policy {names} sets {setting} = {value} for the queue {queue.Name}: {effect} "
                    + "Remove the setting, or change the policy's pattern so that it does not match this queue.";
        }
    }

    // A queue's own argument wins, except for overflow; of two numbers the lower one counts.
    private static string? Effect(string setting, string value, JsonObject policy, QueueFound queue)
    {
        if (long.TryParse(Own(setting), out var own) && long.TryParse(value, out var number) && own <= number)
            return null;

        var loses = Own("dead-letter-exchange") is null ? "is lost" : "becomes a failed message without being handled";
        var overflow = $"{policy["overflow"]}" is { Length: > 0 } set ? set : Own("overflow") ?? "drop-head";
        return setting switch
        {
            "message-ttl" when !Queues.HasRequests(queue.Name) =>
                $"a message that waits longer than {value} ms {loses}.",
            "expires" => $"the broker deletes it with its messages when it has no consumer for {value} ms.",
            "max-length" or "max-length-bytes" => overflow == "drop-head"
                ? $"when it is full, its oldest message {loses}."
                : Refuses,
            "overflow" when Own("max-length") is not null && overflow != "drop-head" => Refuses,
            "overflow" when Own("dead-letter-strategy") is not null && overflow != "reject-publish" =>
                "its dead letters are lost while the dead-letter queue is not available.",
            "delivery-limit" => $"a message that is returned more than {value} times {loses}.",
            "dead-letter-exchange" when Own(setting) is null =>
                "what the queue cannot keep goes to that exchange, and the console does not find it.",
            _ => null,
        };

        string? Own(string name) => queue.Arguments?.GetValueOrDefault($"x-{name}")?.ToString();
    }
}
