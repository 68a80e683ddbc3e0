using System.Diagnostics;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling;

/// <summary>
/// Sends the due messages of one database. Rows are leased, and deleted once the broker has confirmed them. After a
/// crash in between they are sent again under the same message id.
/// </summary>
internal sealed class DeliveryService<TDbContext>(
    IServiceScopeFactory scopes,
    IBusControl bus,
    DeliveryAlarm<TDbContext> alarm,
    DatabaseClock<TDbContext> time,
    ILogger<DeliveryService<TDbContext>> logger,
    DurableSchedulerOptions options
) : BackgroundService
    where TDbContext : DbContext
{
    // In flight: a destination that does not answer blocks only its own rows.
    private const int MaxBatches = 8;

    // The longest time between polls, which delays a message that was committed by another process or after its due
    // time.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MaxOutagePause = TimeSpan.FromSeconds(10);

    // Of one message; the delay is doubled after each failed attempt.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(5);

    // Before rows that another transaction has locked are read again.
    private static readonly TimeSpan LockedPause = TimeSpan.FromMilliseconds(100);

    // Messages that may have broken a channel are sent alone for this long; then others have their turn.
    private static readonly TimeSpan AloneAtATime = TimeSpan.FromSeconds(1);

    // The bus detects a broken channel after a moment; sends before that fail too.
    private static readonly TimeSpan AfterBrokenChannel = TimeSpan.FromMilliseconds(250);

    // By the machine's clock, because the bus does not use the application's.
    private static readonly TimeSpan BusStartPoll = TimeSpan.FromMilliseconds(50);

    private readonly ScheduledMessageTable<TDbContext> _table = new(scopes);
    private readonly bool _transportForgets = bus.Address.Scheme == "loopback";
    private readonly List<Task> _sending = [];
    private int _rowsBeingSent;
    private long _confirmed;
    private volatile bool _sendsFail;
    private bool _isDelivering;
    private int _failuresInARow;
    private Exception? _outage;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Lets the host start meanwhile.
        await Task.Yield();
        try
        {
            while (!BusIsReady)
                await Task.Delay(BusStartPoll, stoppingToken);

            await Deliver(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Sends in flight complete; otherwise their rows would wait until the lease ends.
            await Task.WhenAll(_sending);
        }
    }

    private async Task Deliver(CancellationToken stoppingToken)
    {
        var cleanAt = DateTime.MinValue;
        while (true)
        {
            DateTime wakeAt;
            try
            {
                RequireWorkingBus();
                if (_transportForgets && cleanAt <= Now)
                {
                    if (cleanAt == DateTime.MinValue)
                        await _table.TakeBackSent(stoppingToken);

                    while (
                        await _table.DeleteSentBefore(Now - options.KeepSentFor, options.BatchSize, stoppingToken)
                        == options.BatchSize
                    )
                    {
                        // Each statement is bounded to keep locks short; repeated until little is left.
                    }

                    cleanAt = Now + options.KeepSentFor / 4;
                }

                wakeAt = await SendWhatIsDue(stoppingToken);
                ReportDelivery();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                wakeAt = Now + ReportOutage(exception);
            }

            await alarm.Wait(wakeAt, stoppingToken);
        }
    }

    /// <summary>Takes all due messages and starts to send them; returns when to poll again.</summary>
    private async Task<DateTime> SendWhatIsDue(CancellationToken stoppingToken)
    {
        while (true)
        {
            var nextAttemptAt = await _table.NextAttemptAt(stoppingToken);
            var now = Now;
            if (nextAttemptAt is null || nextAttemptAt > now)
                return nextAttemptAt < now + PollInterval ? nextAttemptAt.Value : now + PollInterval;

            await RoomForABatch(stoppingToken);
            var rows = await _table.Claim(now, now + options.Lease, options.BatchSize, stoppingToken);
            if (rows.Count == 0)
                return now + LockedPause;

            var sorted = rows.ToLookup(row => row.MayBreakChannel);
            foreach (var toOneDestination in sorted[false].GroupBy(row => row.DestinationAddress))
                _sending.Add(Send([.. toOneDestination]));
            await SendAlone(sorted[true], stoppingToken);
            RequireWorkingBus();
        }
    }

    /// <summary>
    /// Sends messages that were in flight when a channel broke, with no others in flight, to find the one that breaks
    /// it. Those with the fewest failures come first, because most did not cause the break.
    /// </summary>
    private async Task SendAlone(IEnumerable<ScheduledMessageRow> suspects, CancellationToken stoppingToken)
    {
        ScheduledMessageRow[] rows = [.. suspects.OrderBy(row => row.FailedAttempts)];
        if (rows.Length == 0)
            return;

        await Task.WhenAll(_sending);
        var began = Stopwatch.GetTimestamp();
        var tried = 0;
        while (tried < rows.Length && Stopwatch.GetElapsedTime(began) < AloneAtATime)
        {
            var confirmedBefore = Volatile.Read(ref _confirmed);
            await Send([rows[tried++]], isAlone: true);
            if (Volatile.Read(ref _confirmed) == confirmedBefore)
                await Task.Delay(AfterBrokenChannel, stoppingToken);
        }

        if (tried < rows.Length)
            await _table.GiveBack(rows[tried..], Now, stoppingToken);
    }

    private async Task RoomForABatch(CancellationToken stoppingToken)
    {
        _sending.RemoveAll(task => task.IsCompleted);
        while (Volatile.Read(ref _rowsBeingSent) > (MaxBatches - 1) * options.BatchSize)
        {
            await Task.WhenAny(_sending).WaitAsync(stoppingToken);
            _sending.RemoveAll(task => task.IsCompleted);
        }
    }

    /// <summary>
    /// Sends rows for one destination concurrently and records the results. Never throws: an outage is stored for the
    /// loop.
    /// </summary>
    private async Task Send(ScheduledMessageRow[] rows, bool isAlone = false)
    {
        Interlocked.Add(ref _rowsBeingSent, rows.Length);
        var confirmedBefore = Volatile.Read(ref _confirmed);
        try
        {
            var results = await Task.WhenAll(rows.Select(TrySend));
            var sent = RowsOf(results.Where(result => result.Error is null));
            if (sent.Length > 0)
            {
                Interlocked.Add(ref _confirmed, sent.Length);
                _sendsFail = false;
                await (_transportForgets ? _table.KeepSent(sent, Now) : _table.Delete(sent));
            }

            var failed = results.Where(result => result.Error is not null).ToArray();
            if (failed.FirstOrDefault(result => IsOutage(result.Error!, confirmedBefore)).Error is { } outage)
            {
                await _table.GiveBack(RowsOf(failed), Now + PollInterval);
                _sendsFail = true;
                Volatile.Write(ref _outage, outage);
                return;
            }

            // Any of them may have broken the channel: none counts as failed, and each is sent alone from now on.
            var interrupted = isAlone ? [] : failed.Where(result => result.Error is SendInterruptedException).ToArray();
            if (interrupted.Length > 0)
                await _table.Suspect(RowsOf(interrupted), interrupted[0].Error!.Message, Now);

            foreach (
                var alike in failed
                    .Except(interrupted)
                    .GroupBy(result => (result.Row.FailedAttempts, result.Error!.Message))
            )
                await RecordFailure(RowsOf(alike), alike.Key.FailedAttempts + 1, alike.Key.Message);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _outage, exception);
        }
        finally
        {
            Interlocked.Add(ref _rowsBeingSent, -rows.Length);
        }
    }

    private static ScheduledMessageRow[] RowsOf(IEnumerable<(ScheduledMessageRow Row, Exception? Error)> results) =>
        [.. results.Select(result => result.Row)];

    private async Task<(ScheduledMessageRow Row, Exception? Error)> TrySend(ScheduledMessageRow row)
    {
        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        var attempt = new SendAttempt(row, timeout);
        try
        {
            var endpoint = await bus.GetSendEndpoint(row.DestinationAddress);
            await endpoint.Send(new SerializedMessageBody(), attempt, timeout.Token).WaitAsync(timeout.Token);
            return (row, null);
        }
        catch (OperationCanceledException) when (attempt.Failure is { } failure)
        {
            return (row, attempt.Refusal ?? new SendInterruptedException(failure));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return (row, new TimeoutException($"The broker did not confirm the message within {options.SendTimeout}."));
        }
        catch (Exception exception)
        {
            return (row, exception);
        }
    }

    private async Task RecordFailure(ScheduledMessageRow[] rows, int failedAttempts, string reason)
    {
        var isSetAside = failedAttempts >= options.MaxAttempts;
        DateTime? nextAttemptAt = isSetAside ? null : Now + Doubled(RetryDelay, failedAttempts - 1, MaxRetryDelay);
        await _table.Fail(rows, failedAttempts, reason, nextAttemptAt);
        if (!isSetAside)
            return;

        foreach (var row in rows)
        {
            // Without the exception, because only one entry per minute with a broker's exception is logged.
            logger.LogError(
                "The scheduled message {TokenId} ({MessageType}) to {DestinationAddress} is set aside: "
                    + "it could not be sent in {Attempts} attempts: {Reason}",
                row.TokenId,
                row.MessageType,
                row.DestinationAddress,
                failedAttempts,
                reason
            );
        }
    }

    // An outage must not use up the attempts of messages. The bus may notice a lost broker late: until then, nothing is
    // confirmed for any destination.
    private bool IsOutage(Exception error, long confirmedBefore) =>
        error.GetBaseException() is ConnectionException
        || !BusIsReady
        || (error is TimeoutException && Volatile.Read(ref _confirmed) == confirmedBefore);

    // A broker still works while an endpoint is down. The in-memory bus has its queues only when all endpoints have
    // started.
    private bool BusIsReady =>
        bus.CheckHealth().Status switch
        {
            BusHealthStatus.Healthy => true,
            BusHealthStatus.Degraded => !_transportForgets,
            _ => false,
        };

    private void RequireWorkingBus()
    {
        if (Interlocked.Exchange(ref _outage, null) is { } outage)
            throw new InvalidOperationException(outage.Message, outage);
        if (!BusIsReady)
            throw new InvalidOperationException(bus.CheckHealth().Description);
    }

    private void ReportDelivery()
    {
        // After failed sends, only a successful one proves that the outage is over.
        if (_sendsFail)
            return;
        if (!_isDelivering)
            logger.LogInformation("Scheduled messages of {DbContext} are delivered", typeof(TDbContext).Name);
        _isDelivering = true;
        _failuresInARow = 0;
    }

    /// <summary>Logs the beginning of an outage; returns the delay before the next attempt.</summary>
    private TimeSpan ReportOutage(Exception exception)
    {
        if (_failuresInARow++ == 0 || _isDelivering)
            logger.LogWarning(
                exception,
                "Scheduled messages of {DbContext} are not delivered for now: {Reason}",
                typeof(TDbContext).Name,
                exception.Message
            );
        _isDelivering = false;
        return Doubled(PollInterval, _failuresInARow - 1, MaxOutagePause);
    }

    private static TimeSpan Doubled(TimeSpan delay, int times, TimeSpan limit) =>
        TimeSpan.FromTicks((long)Math.Min(delay.Ticks * Math.Pow(2, times), limit.Ticks));
}
