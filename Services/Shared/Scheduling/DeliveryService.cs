using System.Diagnostics;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling;

/// <summary>
/// Sends the messages of one database when they are due. Rows are taken with a lease, sent with no transaction open,
/// and forgotten when the broker has confirmed them: after a crash in between they are sent again under the same
/// message id.
/// </summary>
internal sealed class DeliveryService<TDbContext>(
    IServiceScopeFactory scopes,
    IBusControl bus,
    DeliveryAlarm<TDbContext> alarm,
    TimeProvider time,
    ILogger<DeliveryService<TDbContext>> logger,
    DurableSchedulerOptions options
) : BackgroundService
    where TDbContext : DbContext
{
    // How many batches may be on their way at once: a destination that does not answer holds up its own rows and no
    // others.
    private const int MaxBatches = 8;

    private static readonly TimeSpan MaxOutagePause = TimeSpan.FromSeconds(10);

    // Rows that another transaction has locked stay due: the pause before they are looked at again.
    private static readonly TimeSpan LockedPause = TimeSpan.FromMilliseconds(100);

    // What may have broken a channel is tried alone, while nothing else is sent: for so long at a time, then the others
    // have their turn.
    private static readonly TimeSpan AloneAtATime = TimeSpan.FromSeconds(1);

    // The bus takes a moment to see that its channel is gone: what is sent meanwhile fails with it.
    private static readonly TimeSpan AfterBrokenChannel = TimeSpan.FromMilliseconds(250);

    // The bus starts by the machine's clock, whatever the application's says.
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

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on starting while this waits: what follows may be slow.
        await Task.Yield();
        try
        {
            while (!BusIsReady)
                await Task.Delay(BusStartPoll, stoppingToken);

            await Deliver(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is on its way is let finish: otherwise it would rest until its lease ends.
            await Task.WhenAll(_sending);
        }
    }

    private async Task Deliver(CancellationToken stoppingToken)
    {
        var isTakenBack = !_transportForgets;
        var cleanAt = DateTime.MinValue;
        while (true)
        {
            DateTime wakeAt;
            try
            {
                RequireWorkingBus();
                if (!isTakenBack)
                {
                    await _table.TakeBackSent(stoppingToken);
                    isTakenBack = true;
                }

                if (_transportForgets && cleanAt <= Now)
                {
                    while (
                        await _table.DeleteSentBefore(Now - options.KeepSentFor, options.BatchSize, stoppingToken)
                        == options.BatchSize
                    )
                    {
                        // The statement is bounded so that it holds nothing for long; it is repeated until little is
                        // left.
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

    /// <summary>Takes all that is due and starts to send it.</summary>
    /// <returns>When to look again.</returns>
    private async Task<DateTime> SendWhatIsDue(CancellationToken stoppingToken)
    {
        while (true)
        {
            var nextAttemptAt = await _table.NextAttemptAt(stoppingToken);
            var now = Now;
            if (nextAttemptAt is null || nextAttemptAt > now)
                return nextAttemptAt < now + options.PollInterval ? nextAttemptAt.Value : now + options.PollInterval;

            await RoomForABatch(stoppingToken);
            var rows = await _table.Claim(now, now + options.Lease, options.BatchSize, stoppingToken);
            if (rows.Count == 0)
                return now + LockedPause;

            foreach (
                var toOneDestination in rows.Where(row => !row.MayBreakChannel).GroupBy(row => row.DestinationAddress)
            )
                _sending.Add(Send([.. toOneDestination]));
            await SendAlone(
                [.. rows.Where(row => row.MayBreakChannel).OrderBy(row => row.FailedAttempts)],
                stoppingToken
            );
            RequireWorkingBus();
        }
    }

    /// <summary>
    /// Sends one after the other what was on its way when a channel broke, and nothing else meanwhile: the one that
    /// breaks it again is found, and takes no other with it. Those that failed least come first, for most have only
    /// been in bad company.
    /// </summary>
    private async Task SendAlone(ScheduledMessageRow[] rows, CancellationToken stoppingToken)
    {
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
            await _table.GiveBack([.. rows[tried..].Select(row => row.TokenId)], Now, stoppingToken);
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
    /// Sends rows with one destination, all at once, and records how each went. Does not throw: an outage is left for
    /// the loop.
    /// </summary>
    private async Task Send(ScheduledMessageRow[] rows, bool isAlone = false)
    {
        Interlocked.Add(ref _rowsBeingSent, rows.Length);
        var confirmedBefore = Volatile.Read(ref _confirmed);
        try
        {
            var errors = await Task.WhenAll(rows.Select(TrySend));
            var results = rows.Zip(errors, (row, error) => (Row: row, Error: error)).ToArray();

            Guid[] sent = [.. results.Where(result => result.Error is null).Select(result => result.Row.TokenId)];
            if (sent.Length > 0)
            {
                Interlocked.Add(ref _confirmed, sent.Length);
                _sendsFail = false;
                await (
                    _transportForgets
                        ? _table.KeepSent(sent, Now, CancellationToken.None)
                        : _table.Delete(sent, CancellationToken.None)
                );
            }

            var failed = results.Where(result => result.Error is not null).ToArray();
            if (failed.FirstOrDefault(result => IsOutage(result.Error!, confirmedBefore)).Error is { } outage)
            {
                await _table.GiveBack(
                    [.. failed.Select(result => result.Row.TokenId)],
                    Now + options.PollInterval,
                    CancellationToken.None
                );
                _sendsFail = true;
                Volatile.Write(ref _outage, outage);
                return;
            }

            // Whichever of them broke the channel: none has failed by itself yet, and each is tried alone from now on.
            var interrupted = isAlone ? [] : failed.Where(result => result.Error is SendInterruptedException).ToArray();
            if (interrupted.Length > 0)
                await _table.Suspect(
                    [.. interrupted.Select(result => result.Row.TokenId)],
                    interrupted[0].Error!.Message,
                    Now,
                    CancellationToken.None
                );

            foreach (
                var alike in failed
                    .Except(interrupted)
                    .GroupBy(result => (result.Row.FailedAttempts, result.Error!.Message))
            )
                await RecordFailure([.. alike.Select(result => result.Row)], alike.First().Error!);
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

    private async Task<Exception?> TrySend(ScheduledMessageRow row)
    {
        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        var attempt = new SendAttempt(timeout);
        try
        {
            var endpoint = await bus.GetSendEndpoint(row.DestinationAddress);
            await endpoint
                .Send(new SerializedMessageBody(), new ScheduledMessagePipe(row, attempt), timeout.Token)
                .WaitAsync(timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (attempt.Failure is { } failure)
        {
            return attempt.Refusal ?? new SendInterruptedException(failure);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new TimeoutException($"The broker did not confirm the message within {options.SendTimeout}.");
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private async Task RecordFailure(ScheduledMessageRow[] rows, Exception error)
    {
        var failedAttempts = rows[0].FailedAttempts + 1;
        var isSetAside = failedAttempts >= options.MaxAttempts;
        DateTime? nextAttemptAt = isSetAside
            ? null
            : Now + Doubled(options.RetryDelay, failedAttempts - 1, options.MaxRetryDelay);
        await _table.Fail(
            [.. rows.Select(row => row.TokenId)],
            failedAttempts,
            error.Message,
            nextAttemptAt,
            CancellationToken.None
        );
        if (!isSetAside)
            return;

        foreach (var row in rows)
        {
            // Without the exception: of those that carry a broker's, the log has one a minute.
            logger.LogError(
                "The scheduled message {TokenId} ({MessageType}) to {DestinationAddress} is set aside: "
                    + "it could not be sent in {Attempts} tries: {Reason}",
                row.TokenId,
                row.MessageType,
                row.DestinationAddress,
                failedAttempts,
                error.Message
            );
        }
    }

    // An outage is no message's fault and must not use up the tries of those that meet it. The bus may take a while to
    // notice that the broker has gone: until then nothing is confirmed, whatever its destination.
    private bool IsOutage(Exception error, long confirmedBefore) =>
        error.GetBaseException() is ConnectionException
        || !BusIsReady
        || (error is TimeoutException && Volatile.Read(ref _confirmed) == confirmedBefore);

    // A broker serves what it can while an endpoint is down. A bus in memory has its queues only when all its endpoints
    // have started.
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
        // After sends that failed, only one that succeeds is a sign that all is well.
        if (_sendsFail)
            return;
        if (!_isDelivering)
            logger.LogInformation("Scheduled messages of {DbContext} are delivered", typeof(TDbContext).Name);
        _isDelivering = true;
        _failuresInARow = 0;
    }

    /// <summary>Says once that nothing is delivered.</summary>
    /// <returns>How long to leave it.</returns>
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
        return Doubled(options.PollInterval, _failuresInARow - 1, MaxOutagePause);
    }

    private static TimeSpan Doubled(TimeSpan delay, int times, TimeSpan limit) =>
        TimeSpan.FromTicks((long)Math.Min(delay.Ticks * Math.Pow(2, times), limit.Ticks));
}
