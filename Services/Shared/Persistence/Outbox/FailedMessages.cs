using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>Records a failed attempt, and schedules the next one or sets the message aside.</summary>
internal sealed class FailedMessages<TDbContext>(
    IBusControl bus,
    OutboxTables<TDbContext> tables,
    ILogger<FailedMessages<TDbContext>> logger
)
    where TDbContext : DbContext
{
    // Failures of the transport, which do not count as attempts.
    private static readonly TimeSpan AfterLostConnection = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterTimeout = TimeSpan.FromSeconds(30);
    private static readonly string DbContextName = typeof(TDbContext).Name;

    private readonly Outage _database = new(logger, $"Recording failed sends in the outbox of {DbContextName}");

    /// <summary>Never throws: if the row cannot be written, the message is due again when its lease ends.</summary>
    /// <param name="tries">Including this one.</param>
    /// <param name="wasAlone">Whether no other message was in flight, so that this message broke the channel.</param>
    public async Task Record(OutboxMessage message, Exception failure, int tries, bool wasAlone = false)
    {
        var reasonBefore = message.LastError ?? failure.Message;
        var (counts, delay, reason) = failure switch
        {
            OperationCanceledException or TimeoutException => (false, AfterTimeout, reasonBefore),
            _ when IsOutage(failure) => (false, AfterLostConnection, reasonBefore),
            SendInterruptedException => (
                wasAlone,
                wasAlone ? Growing(tries) : TimeSpan.Zero,
                ReasonOfBreak(message, failure)
            ),
            _ => (true, Growing(tries), failure.Message),
        };
        var counted = counts ? tries : tries - 1;
        var isSetAside = counted >= OutboxSettings<TDbContext>.MaxAttempts;
        try
        {
            await tables.RecordFailure(message, isSetAside ? null : DateTime.UtcNow + delay, counted, reason);
            _database.Over();
        }
        catch (Exception exception)
        {
            _database.Failed(exception);
            return;
        }

        if (isSetAside)
        {
            // Without the exception, because only one entry per minute with a broker's exception is logged.
            logger.LogError(
                "Message {MessageId} ({MessageType}) is set aside in the outbox of {DbContext} after {Attempts} "
                    + "tries to send it to {Destination}: {Reason}",
                message.MessageId,
                message.MessageType,
                DbContextName,
                counted,
                message.DestinationAddress,
                reason
            );
        }
    }

    // That a channel is closed says less than what closed it. MassTransit wraps the exception.
    private static string ReasonOfBreak(OutboxMessage message, Exception failure) =>
        message.MayBreakChannel
        && (
            SendInterruptedException.IsOfClosedChannel(failure)
            || failure.GetBaseException() is OperationCanceledException
        )
            ? message.LastError!
            : OutboxMessage.ReasonOfBreak(failure);

    private static TimeSpan Growing(int tries) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries - 1), OutboxSettings<TDbContext>.MaxDelay.TotalSeconds));

    private bool IsOutage(Exception failure) =>
        failure.GetBaseException() is ConnectionException || bus.CheckHealth().Status == BusHealthStatus.Unhealthy;
}
