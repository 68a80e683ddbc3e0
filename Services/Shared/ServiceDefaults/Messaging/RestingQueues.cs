using System.Text.Json.Nodes;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.ServiceDefaults;

/// <summary>The error, skipped and dead-letter queues. MassTransit names the first two.</summary>
public static class RestingQueues
{
    /// <summary>The header of a message whose headers did not all fit: which are missing, and their sizes.</summary>
    public const string CutHeaders = "EventDriven-Cut-Headers";

    // RabbitMQ 4 would drop a message after 20 deliveries.
    private const int AnyNumberOfDeliveries = int.MaxValue;

    private const int ExpiredRequestsTtlMs = 10_000;

    // About 58,000 orders. Each message has 1 to 2 KB.
    private const int LongestFeed = 500_000;

    private const string DeliveryLimit = "x-delivery-limit";
    private const string MaxLength = "x-max-length";
    private const string DeadLetterStrategy = "x-dead-letter-strategy";
    private const string Overflow = "x-overflow";

    private const string Errors = "_error";
    private const string Skipped = "_skipped";
    private const string DeadLetters = "_dead_letter";

    /// <summary>For messages that failed after all retries.</summary>
    public static string ErrorsOf(string queue) => queue + Errors;

    /// <summary>For messages that no consumer handles.</summary>
    public static string SkippedOf(string queue) => queue + Skipped;

    /// <summary>For messages that were delivered too often, or expired.</summary>
    public static string DeadLettersOf(string queue) => queue + DeadLetters;

    /// <summary>The queue that messages came from; null for another name.</summary>
    public static string? QueueOf(string resting)
    {
        string[] endings = [Errors, Skipped, DeadLetters];
        return endings.FirstOrDefault(ending => resting.EndsWith(ending, StringComparison.Ordinal)) is { } ending
            ? resting[..^ending.Length]
            : null;
    }

    /// <summary>All resting queues of a queue.</summary>
    public static IReadOnlyList<string> Of(string queue) =>
        HasDeadLetters(queue)
            ? [ErrorsOf(queue), SkippedOf(queue), DeadLettersOf(queue)]
            : [ErrorsOf(queue), SkippedOf(queue)];

    /// <summary>The arguments of a resting queue, as the broker's API returns them.</summary>
    public static JsonObject ArgumentsOf(string resting)
    {
        var arguments = new JsonObject { ["x-queue-type"] = "quorum", [DeliveryLimit] = AnyNumberOfDeliveries };
        if (QueueOf(resting) is { } queue && resting == DeadLettersOf(queue) && Queues.HasRequests(queue))
            arguments["x-message-ttl"] = ExpiredRequestsTtlMs;
        return arguments;
    }

    /// <summary>Whether the broker moves messages that it cannot deliver to a dead-letter queue.</summary>
    // Reports that expire, and what the console has missed, would fill a dead-letter queue.
    internal static bool HasDeadLetters(string queue) => !Queues.HasReports(queue) && !DropsOldest(queue);

    // Without a console, its feed would grow until the broker's disk is full. It drops its oldest messages and refuses
    // none, because a publisher is refused an event for all queues if one of them refuses it.
    private static bool DropsOldest(string queue) => queue == Queues.OperationsFeed;

    /// <summary>
    /// Receives from all resting queues of a queue. They have the same arguments here as where they are filled, because
    /// the broker refuses other ones.
    /// </summary>
    /// <param name="configure">Configures the endpoint of a resting queue, by its name.</param>
    public static void ReceiveFromRestingQueues(
        this IReceiveConfigurator transport,
        string queue,
        Action<string, IReceiveEndpointConfigurator> configure
    )
    {
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
    /// The broker moves expired messages to the dead-letter queue, and messages that were delivered too often (20 times
    /// by default from RabbitMQ 4 on). The console's feed drops its oldest messages instead.
    /// </summary>
    internal static void ConfigureDeadLetters(this IRabbitMqReceiveEndpointConfigurator endpoint, string queue)
    {
        if (DropsOldest(queue))
        {
            endpoint.SetQueueArgument(MaxLength, LongestFeed);
            endpoint.SetQueueArgument(Overflow, "drop-head");
            endpoint.SetQueueArgument(DeliveryLimit, AnyNumberOfDeliveries);
        }

        if (!HasDeadLetters(queue))
            return;

        var deadLetters = DeadLettersOf(queue);
        endpoint.BindDeadLetterQueue(deadLetters, deadLetters, resting =>
        {
            resting.SetQuorumQueue();
            resting.HoldDeadLettersOf(queue);
        });
        // Without this strategy, the broker loses a dead letter while the dead-letter queue is not available. The
        // strategy needs this overflow behaviour, which refuses no message, because the queue has no length limit.
        endpoint.SetQueueArgument(DeadLetterStrategy, "at-least-once");
        endpoint.SetQueueArgument(Overflow, "reject-publish");
        // Dead requests are soon dropped, so they may only have expired.
        if (Queues.HasRequests(queue))
            endpoint.SetQueueArgument(DeliveryLimit, AnyNumberOfDeliveries);
    }

    /// <summary>Changes the arguments of an error or skipped queue, which are those of its queue.</summary>
    internal static void Hold(this IRabbitMqQueueConfigurator resting)
    {
        // Messages are not dead-lettered again.
        foreach (var argument in new[] { "x-dead-letter-exchange", DeadLetterStrategy, MaxLength, Overflow })
            resting.SetQueueArgument(argument, null);
        resting.SetQueueArgument(DeliveryLimit, AnyNumberOfDeliveries);
    }

    internal static void HoldDeadLettersOf(this IRabbitMqQueueConfigurator resting, string queue)
    {
        resting.Hold();
        if (Queues.HasRequests(queue))
            resting.SetQueueArgument("x-message-ttl", ExpiredRequestsTtlMs);
    }
}
