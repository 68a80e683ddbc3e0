using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling;

/// <summary>
/// Sends the due messages of a table: scheduled ones, and those that were not sent right after their transaction,
/// because the process died, the transport failed, or the transaction was the application's own. Every replica has one;
/// a row is leased to the one that took it. It polls, because each commit with PostgreSQL's NOTIFY takes a server-wide
/// lock.
/// </summary>
internal sealed class Relay<TDbContext, TMessage>(
    IBusControl bus,
    RelayTable<TDbContext, TMessage> table,
    RelayAlarm<TDbContext, TMessage> alarm,
    MessagesInHand<TDbContext, TMessage> inHand,
    ILogger<Relay<TDbContext, TMessage>> logger
) : BackgroundService
    where TDbContext : DbContext
    where TMessage : StoredMessage
{
    // Messages that may have broken a channel are sent alone for this long; then others have their turn.
    private static readonly TimeSpan AloneAtATime = TimeSpan.FromSeconds(1);

    // The bus detects a broken channel after a moment; sends before that fail too.
    private static readonly TimeSpan AfterBrokenChannel = TimeSpan.FromMilliseconds(250);

    // Failures of the transport, which do not count as attempts.
    private static readonly TimeSpan AfterLostConnection = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    // Before rows that another transaction has locked are read again.
    private static readonly TimeSpan LockedPause = TimeSpan.FromMilliseconds(100);

    // By the machine's clock, because the bus does not use the application's.
    private static readonly TimeSpan BusStartPoll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan KeptCleaning = TimeSpan.FromMinutes(1);

    private readonly DateTime _started = table.Now;
    private readonly List<Task> _sends = [];
    private readonly SendOrder _turns = new();
    private readonly Outage _database = new(logger, $"The relay of the {table.Name}");
    private readonly Outage _recording = new(logger, $"Recording failed sends in the {table.Name}");
    private volatile bool _isBusReady;
    private bool _isDelivering;
    private bool _isRevived;
    private DateTime _keptCleaned;

    /// <summary>Whether messages can be sent.</summary>
    public bool IsBusReady => _isBusReady || CheckBus();

    private RelaySettings Settings => table.Settings;

    /// <summary>
    /// Records a failed attempt of a message in hand, and schedules the next one or sets the message aside. Never
    /// throws: if the row cannot be written, the message is due again when its lease ends.
    /// </summary>
    /// <param name="wasAlone">Whether no other message was in flight, so that this message broke the channel.</param>
    public async Task RecordFailure(TMessage message, Exception failure, bool wasAlone = false)
    {
        var tries = message.Attempts + 1;
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
        var counted = counts ? tries : message.Attempts;
        DateTime? next = counted >= Settings.MaxAttempts ? null : table.Now + delay;
        try
        {
            await table.RecordFailure(message, next, counted, reason);
            _recording.Over();
        }
        catch (Exception exception)
        {
            _recording.Failed(exception);
            return;
        }
        finally
        {
            inHand.PutBack(message);
        }

        if (next is { } due)
        {
            alarm.Set(due);
            return;
        }

        // Without the exception, because only one entry per minute with a broker's exception is logged.
        logger.LogError(
            "Message {MessageId} ({MessageType}) is set aside in the {Table} after {Attempts} tries to send it to "
                + "{Destination}: {Reason}",
            message.MessageId,
            message.MessageType,
            table.Name,
            counted,
            message.DestinationAddress,
            reason
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Settings.Delivers)
            return;

        try
        {
            while (!IsBusReady)
                await Task.Delay(BusStartPoll, stoppingToken);
            while (true)
                await alarm.Wait(await SendDue(stoppingToken), stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Sends in flight complete; each has its own timeout.
            await Task.WhenAll(_sends);
        }
    }

    /// <summary>Takes due messages and starts to send them; returns when to look again.</summary>
    private async Task<DateTime> SendDue(CancellationToken stopping)
    {
        _isBusReady = CheckBus();
        if (!_isBusReady)
        {
            if (_isDelivering)
                logger.LogWarning(
                    "Messages of the {Table} wait for the bus: {Description}",
                    table.Name,
                    bus.CheckHealth().Description
                );
            _isDelivering = false;
            return table.Now + Settings.QueryDelay;
        }

        try
        {
            await KeepHouse(stopping);
            if (!_isDelivering)
                logger.LogInformation("The bus is ready: messages of the {Table} are delivered", table.Name);
            _isDelivering = true;

            _sends.RemoveAll(send => send.IsCompleted);
            var free = Settings.MessageDeliveryLimit - _sends.Count;
            // Not one at a time, because each look is two statements.
            if (free < Math.Max(1, Settings.MessageDeliveryLimit / 4))
            {
                await Task.WhenAny(_sends).WaitAsync(stopping);
                return DateTime.MinValue;
            }

            var next = await table.NextDue(stopping);
            var now = table.Now;
            var poll = now + Settings.QueryDelay;
            if (next is null || next > now)
            {
                _database.Over();
                return next < poll ? next.Value : poll;
            }

            var due = await table.TakeDue(Math.Min(free, Settings.QueryMessageLimit), stopping);
            // Not before: a database that is read-only answers the first query.
            _database.Over();
            var taken = due.Where(inHand.TryTake).ToLookup(message => message.MayBreakChannel);
            foreach (var message in taken[false])
                _sends.Add(table.KeepsOrder ? _turns.InTurn(message, () => Deliver(message)) : Deliver(message));

            if (taken[true].Any())
                await DeliverAlone([.. taken[true].OrderBy(message => message.Attempts)], stopping);

            return due.Count == 0 ? table.Now + LockedPause : DateTime.MinValue;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return table.Now + _database.Failed(exception);
        }
    }

    // The in-memory bus has its queues only when all endpoints have started. A broker still works while an endpoint is
    // down.
    private bool CheckBus() =>
        bus.CheckHealth().Status switch
        {
            BusHealthStatus.Healthy => true,
            BusHealthStatus.Degraded => !inHand.TransportForgets,
            _ => false,
        };

    /// <summary>
    /// For a transport that loses its queues: sends an earlier process's messages again, and deletes rows that were
    /// kept long enough.
    /// </summary>
    private async Task KeepHouse(CancellationToken stopping)
    {
        if (!inHand.TransportForgets)
            return;

        if (!_isRevived)
        {
            var revived = await table.Revive(_started, stopping);
            _isRevived = true;
            if (revived > 0)
                logger.LogInformation(
                    "{Count} messages of the {Table} that were in flight when the process ended are sent again",
                    revived,
                    table.Name
                );
        }

        var now = table.Now;
        if (now - _keptCleaned < KeptCleaning)
            return;

        _keptCleaned = now;
        while (await table.DeleteKept(now - RelaySettings.KeepDelivered, stopping) == Settings.QueryMessageLimit)
        {
            // Each statement is bounded to keep locks short; repeated until little is left.
        }
    }

    private async Task<bool> Deliver(TMessage message, bool isAlone = false)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Settings.MessageDeliveryTimeout);
            await SendAttempt.Run(message, bus, table.Now, deadline.Token);
            inHand.Sent(message);
            return true;
        }
        catch (Exception exception)
        {
            await RecordFailure(message, exception, isAlone);
            return false;
        }
    }

    /// <summary>
    /// Sends messages that were in flight when a channel broke, with no others in flight, to find the one that breaks
    /// it. Those with the fewest attempts come first, because most did not cause the break.
    /// </summary>
    private async Task DeliverAlone(TMessage[] messages, CancellationToken stopping)
    {
        await Task.WhenAll(_sends);
        var began = Stopwatch.GetTimestamp();
        var tried = 0;
        while (tried < messages.Length && Stopwatch.GetElapsedTime(began) < AloneAtATime)
        {
            if (!await Deliver(messages[tried++], isAlone: true))
                await Task.Delay(AfterBrokenChannel, stopping);
        }

        if (tried == messages.Length)
            return;

        var left = messages[tried..];
        Array.ForEach(left, inHand.PutBack);
        await table.GiveBack(left, stopping);
    }

    // That a channel is closed says less than what closed it. MassTransit wraps the exception.
    private static string ReasonOfBreak(TMessage message, Exception failure) =>
        message.MayBreakChannel
        && (
            SendInterruptedException.IsOfClosedChannel(failure)
            || failure.GetBaseException() is OperationCanceledException
        )
            ? message.LastError!
            : StoredMessage.ReasonOfBreak(failure);

    private static TimeSpan Growing(int tries) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries - 1), MaxDelay.TotalSeconds));

    private bool IsOutage(Exception failure) =>
        failure.GetBaseException() is ConnectionException || bus.CheckHealth().Status == BusHealthStatus.Unhealthy;
}
