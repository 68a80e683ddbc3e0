using System.Text.Json.Nodes;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The queues in which the messages of a queue come to rest: in the error queue what failed after all retries, in the
/// skipped queue what no consumer wanted, in the dead-letter queue what was delivered too often.
/// </summary>
public static class RestingQueues
{
    // From RabbitMQ 4 on a quorum queue drops what it has delivered 20 times: what rests is nobody's to drop.
    private const int AnyNumberOfDeliveries = int.MaxValue;

    // How long (ms) an expired request is kept.
    private const int RequestsExpireAfter = 10_000;

    private const string Errors = "_error";
    private const string Skipped = "_skipped";
    private const string DeadLetters = "_dead_letter";

    /// <summary>Where a queue's messages rest that failed after all retries; MassTransit names it so.</summary>
    public static string ErrorsOf(string queue) => queue + Errors;

    /// <summary>Where a queue's messages rest that no consumer wanted; MassTransit names it so.</summary>
    public static string SkippedOf(string queue) => queue + Skipped;

    /// <summary>Where a queue's messages rest that the broker has given up.</summary>
    public static string DeadLettersOf(string queue) => queue + DeadLetters;

    /// <summary>The queue whose messages rest in this one; null when it is no such queue, by its name.</summary>
    public static string? QueueOf(string resting)
    {
        ArgumentNullException.ThrowIfNull(resting);
        return
            new[] { Errors, Skipped, DeadLetters }.FirstOrDefault(ending =>
                resting.EndsWith(ending, StringComparison.Ordinal)
            )
                is { } found
            ? resting[..^found.Length]
            : null;
    }

    /// <summary>All queues in which a queue's messages rest.</summary>
    public static IReadOnlyList<string> Of(string queue) =>
        HasDeadLetters(queue)
            ? [ErrorsOf(queue), SkippedOf(queue), DeadLettersOf(queue)]
            : [ErrorsOf(queue), SkippedOf(queue)];

    /// <summary>What such a queue is declared with, as the broker tells it.</summary>
    public static JsonObject ArgumentsOf(string resting)
    {
        var arguments = new JsonObject { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = AnyNumberOfDeliveries };
        if (QueueOf(resting) is { } queue && resting == DeadLettersOf(queue) && Queues.HasRequests(queue))
            arguments["x-message-ttl"] = RequestsExpireAfter;
        return arguments;
    }

    /// <summary>Whether a queue has a dead-letter queue. Expired reports would fill it.</summary>
    internal static bool HasDeadLetters(string queue) => !Queues.HasReports(queue);

    /// <summary>
    /// Receives from all of them, declared as whoever fills them declares them: the broker refuses one queue with two
    /// declarations.
    /// </summary>
    /// <param name="transport">The bus's transport.</param>
    /// <param name="queue">The queue whose messages rest in them.</param>
    /// <param name="configure">What is done with them, by the name of the queue in which they rest.</param>
    public static void ReceiveFromRestingQueues(
        this IReceiveConfigurator transport,
        string queue,
        Action<string, IReceiveEndpointConfigurator> configure
    )
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(configure);
        foreach (var resting in Of(queue))
        {
            transport.ReceiveEndpoint(resting, endpoint =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.SetQuorumQueue();
                    if (resting == DeadLettersOf(queue))
                        rabbit.HoldDeadLettersOf(queue);
                    else
                        rabbit.Hold();
                }

                configure(resting, endpoint);
            });
        }
    }

    /// <summary>
    /// The arguments of an error or a skipped queue, on top of those of the queue that it belongs to.
    /// </summary>
    internal static void Hold(this IRabbitMqQueueConfigurator resting)
    {
        // Where a message rests is not where it is dead-lettered from again.
        resting.SetQueueArgument("x-dead-letter-exchange", null);
        resting.SetQueueArgument("x-delivery-limit", AnyNumberOfDeliveries);
    }

    /// <summary>The arguments of a dead-letter queue.</summary>
    internal static void HoldDeadLettersOf(this IRabbitMqQueueConfigurator resting, string queue)
    {
        resting.Hold();
        if (Queues.HasRequests(queue))
            resting.SetQueueArgument("x-message-ttl", RequestsExpireAfter);
    }
}
