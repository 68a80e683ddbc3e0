using System.Diagnostics;
using MassTransit.Logging;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Sends stored messages from memory, right after the transaction that stored them.</summary>
internal sealed class OutboxDelivery<TDbContext>(
    OutboxSettings<TDbContext> settings,
    MessagesInHand<TDbContext> inHand,
    OutboxSweep<TDbContext> sweep,
    FailedMessages<TDbContext> failed,
    ILogger<OutboxDelivery<TDbContext>> logger
)
    where TDbContext : DbContext
{
    private int _inBackground;

    /// <summary>
    /// Sends messages that this process has taken, to each destination in their order. Never throws: the sweep sends
    /// what failed.
    /// </summary>
    /// <param name="cancellationToken">
    /// Leaves the rest to the sweep at once. Cancelled when the consumer's channel is lost: a delivery that waited for
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
                await SendOne(message, endpoints, deadline.Token);
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
                await failed.Record(message, reason, tries: 1);
            }

            inHand.PutBack(message);
        }

        if (failures == 0)
            return;

        failure ??= new TimeoutException($"The transport did not confirm within {timeout}.");
        logger.LogWarning(
            failure,
            "{Failures} of {Count} messages could not be sent after their transaction; the outbox's sweep sends them",
            failures,
            messages.Count
        );
        sweep.Wake();
    }

    /// <summary>
    /// Does not wait. The sweep sends the messages if the bus is not ready or too many are in flight.
    /// </summary>
    public void SendInBackground(IReadOnlyList<OutboxMessage> messages, ISendEndpointProvider endpoints)
    {
        if (!settings.Delivers)
            return;

        if (!sweep.IsBusReady || Volatile.Read(ref _inBackground) > settings.MessageDeliveryLimit * 10)
        {
            sweep.Wake();
            return;
        }

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

    /// <summary>Sends one message; an expired message counts as sent.</summary>
    /// <exception cref="SendInterruptedException">The transport's channel or connection broke.</exception>
    internal static async Task SendOne(
        OutboxMessage message,
        ISendEndpointProvider endpoints,
        CancellationToken deadline
    )
    {
        if (
            message.ExpirationTime is { } expiration
            && DateTime.SpecifyKind(expiration, DateTimeKind.Utc) <= DateTime.UtcNow
        )
            return;

        var activity = LogContext.Current?.StartOutboxDeliverActivity(message);
        // A source of its own: a failure ends only this send, not others with the same deadline.
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        var pipe = new StoredMessagePipe(message, attempt);
        try
        {
            var address = message.DestinationAddress
                ?? throw new MessageException(typeof(OutboxMessage), "The stored message has no destination.");
            var endpoint = await endpoints.GetSendEndpoint(address);
            // The transport does not always observe the token: waiting for a disposed channel never ends, and an
            // endless delivery would keep its queue from being consumed again.
            await endpoint.Send(new SerializedMessageBody(), pipe, attempt.Token).WaitAsync(attempt.Token);
        }
        catch (OperationCanceledException) when (pipe.Failure is { } failure)
        {
            activity?.AddExceptionEvent(failure);
            throw pipe.Refusal ?? new SendInterruptedException(failure);
        }
        catch (Exception exception)
        {
            activity?.AddExceptionEvent(exception);
            // Sent on a closing channel, which the client reports only in this way.
            if (SendInterruptedException.IsOfClosedChannel(exception))
                throw new SendInterruptedException(exception.GetBaseException());
            throw;
        }
        finally
        {
            activity?.Stop();
        }
    }
}
