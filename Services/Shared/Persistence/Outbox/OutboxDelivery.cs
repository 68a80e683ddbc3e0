using System.Diagnostics;
using EventDriven.Scheduling;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Sends stored messages from memory, right after the transaction that stored them.</summary>
internal sealed class OutboxDelivery<TDbContext>(
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext, OutboxMessage> inHand,
    Relay<TDbContext, OutboxMessage> relay,
    ILogger<OutboxDelivery<TDbContext>> logger
)
    where TDbContext : DbContext
{
    private int _inBackground;

    /// <summary>
    /// Sends messages that this process has taken, to each destination in their order. Never throws: the relay sends
    /// what failed.
    /// </summary>
    /// <param name="cancellationToken">
    /// Leaves the rest to the relay at once. Cancelled when the consumer's channel is lost: a delivery that waited for
    /// a confirmation would prevent the reconnection, because the connection ends after its channels, and they after
    /// their deliveries.
    /// </param>
    public async Task Send(
        IReadOnlyList<OutboxMessage> messages,
        ISendEndpointProvider endpoints,
        TimeSpan timeout,
        CancellationToken cancellationToken = default
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var turns = new SendOrder();
        Task Start(OutboxMessage message) => turns.InTurn(message, async () =>
            {
                await SendAttempt.Run(message, endpoints, tables.Now, deadline.Token);
                return true;
            });

        Task[] sends = [.. messages.Select(Start)];
        await ((Task)Task.WhenAll(sends)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Exception? failure = null;
        var failures = 0;
        foreach (var (message, send) in messages.Zip(sends))
        {
            if (send.IsCompletedSuccessfully)
            {
                inHand.Sent(message);
                continue;
            }

            failures++;
            if (send.Exception?.InnerException is { } reason)
            {
                failure ??= reason;
                await relay.RecordFailure(message, reason);
            }
            else
            {
                inHand.PutBack(message);
            }
        }

        if (failures == 0)
            return;

        failure ??= new TimeoutException($"The transport did not confirm within {timeout}.");
        logger.LogWarning(
            failure,
            "{Failures} of {Count} messages could not be sent after their transaction; the outbox's relay sends them",
            failures,
            messages.Count
        );
    }

    /// <summary>
    /// Does not wait. The relay sends the messages if the bus is not ready or too many are in flight.
    /// </summary>
    public void SendInBackground(IReadOnlyList<OutboxMessage> messages, ISendEndpointProvider endpoints)
    {
        if (
            !settings.Delivers
            || !relay.IsBusReady
            || Volatile.Read(ref _inBackground) > settings.MessageDeliveryLimit * 10
        )
            return;

        foreach (var message in messages)
            inHand.TryTake(message);
        Interlocked.Add(ref _inBackground, messages.Count);
        _ = Task.Run(async () =>
        {
            // Each message has its parent span in its headers.
            Activity.Current = null;
            await Send(messages, endpoints, settings.MessageDeliveryTimeout);
            Interlocked.Add(ref _inBackground, -messages.Count);
        });
    }
}
