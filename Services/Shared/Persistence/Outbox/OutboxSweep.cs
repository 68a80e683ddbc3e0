using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Sends the stored messages that were not sent right after their transaction: because the process died, the transport
/// refused them, or the transaction was the application's own. Every replica sweeps; a row is leased to the one that
/// took it.
/// </summary>
/// <remarks>
/// It asks the database every second and is woken in the process when a send failed. PostgreSQL's NOTIFY would wake it
/// from elsewhere, but each commit that notifies takes one lock for the whole server, so that commits would queue for
/// the sake of what next to never happens.
/// </remarks>
internal sealed class OutboxSweep<TDbContext> : BackgroundService
    where TDbContext : DbContext
{
    // What may have broken a channel is tried alone, while nothing else leaves here: for so long at a time, then the
    // others have their turn.
    private static readonly TimeSpan AloneAtATime = TimeSpan.FromSeconds(1);

    // The bus takes a moment to see that its channel is gone: what is sent meanwhile fails with it.
    private static readonly TimeSpan AfterBrokenChannel = TimeSpan.FromMilliseconds(250);

    // A row is taken for longer than its send may last, so that it is not taken twice.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan KeptCleaning = TimeSpan.FromSeconds(10);

    private readonly DateTime _started = DateTime.UtcNow;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<Task> _sends = [];
    private readonly SendOrder _turns = new();
    private readonly IBusControl _bus;
    private readonly OutboxSettings<TDbContext> _settings;
    private readonly OutboxTables<TDbContext> _tables;
    private readonly MessagesInHand<TDbContext> _inHand;
    private readonly FailedMessages<TDbContext> _failed;
    private readonly ILogger _logger;
    private readonly Outage _database;
    private volatile bool _isBusReady;
    private volatile bool _isFull;
    private bool _wasBusReady;
    private bool _isRevived;
    private DateTime _keptCleaned;

    public OutboxSweep(
        IBusControl bus,
        OutboxSettings<TDbContext> settings,
        OutboxTables<TDbContext> tables,
        MessagesInHand<TDbContext> inHand,
        FailedMessages<TDbContext> failed,
        ILogger<OutboxSweep<TDbContext>> logger
    )
    {
        _bus = bus;
        _settings = settings;
        _tables = tables;
        _inHand = inHand;
        _failed = failed;
        _logger = logger;
        _database = new Outage(logger, $"The sweep of the outbox of {typeof(TDbContext).Name}");
    }

    /// <summary>Whether the bus could send when it was last looked at.</summary>
    public bool IsBusReady => _isBusReady;

    /// <summary>There may be a message to send that is due before the next look.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_settings.Delivers)
            return;

        try
        {
            while (true)
            {
                var rest = await Sweep(stoppingToken);
                await _wake.WaitAsync(rest, stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // What is on its way is let arrive; each send has its own end.
            await Task.WhenAll(_sends);
        }
    }

    /// <summary>Takes what is due and starts sending it; the answer is how long to rest.</summary>
    private async Task<TimeSpan> Sweep(CancellationToken stopping)
    {
        if (!LookAtBus())
            return _settings.QueryDelay;

        try
        {
            await KeepHouse(stopping);

            _sends.RemoveAll(send => send.IsCompleted);
            var free = Math.Min(_settings.MessageDeliveryLimit - _sends.Count, _settings.QueryMessageLimit);
            _isFull = free <= 0;
            if (_isFull)
                return _settings.QueryDelay;

            var lease = _settings.MessageDeliveryTimeout + LeaseMargin;
            var due = await _tables.InScope(dbContext => _tables.TakeDue(dbContext, free, lease, stopping), stopping);
            _database.Over();
            var taken = due.Where(_inHand.TryTake).ToLookup(message => message.MayBreakChannel);
            foreach (var message in taken[false])
                _sends.Add(_turns.InTurn(message, () => Deliver(message)));

            if (taken[true].Any())
                await DeliverAlone([.. taken[true].OrderBy(message => message.Attempts)], stopping);

            return due.Count == free ? TimeSpan.Zero : _settings.QueryDelay;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return _database.Failed(exception);
        }
    }

    private bool LookAtBus()
    {
        var health = _bus.CheckHealth();
        var isReady = health.Status != BusHealthStatus.Unhealthy;
        if (_wasBusReady && !isReady)
            _logger.LogWarning(
                "The outbox of {DbContext} waits for the bus: {Description}",
                typeof(TDbContext).Name,
                health.Description
            );
        else if (_wasBusReady && !_isBusReady)
            _logger.LogInformation(
                "The bus is ready again: the outbox of {DbContext} goes on",
                typeof(TDbContext).Name
            );

        _wasBusReady |= isReady;
        return _isBusReady = isReady;
    }

    /// <summary>
    /// Where the transport forgets: sends again, once, what an earlier process had sent, and drops what has been kept
    /// long enough.
    /// </summary>
    private async Task KeepHouse(CancellationToken stopping)
    {
        if (!ForgetfulTransport.Is(_bus))
            return;

        if (!_isRevived)
        {
            var revived = await _tables.InScope(dbContext => _tables.Revive(dbContext, _started, stopping), stopping);
            _isRevived = true;
            if (revived > 0)
                _logger.LogInformation(
                    "{Count} messages that were on their way when the process ended are sent again",
                    revived
                );
        }

        var now = DateTime.UtcNow;
        if (now - _keptCleaned < KeptCleaning)
            return;

        _keptCleaned = now;
        var limit = _settings.QueryMessageLimit;
        while (
            await _tables.InScope(
                dbContext =>
                    _tables.DeleteKept(dbContext, now - OutboxSettings<TDbContext>.KeepDelivered, limit, stopping),
                stopping
            ) == limit
        )
        {
            // The statement is bounded so that it holds nothing for long; it is repeated until little is left.
        }
    }

    private async Task<bool> Deliver(OutboxMessage message, bool isAlone = false)
    {
        try
        {
            using var deadline = new CancellationTokenSource(_settings.MessageDeliveryTimeout);
            await OutboxDelivery<TDbContext>.SendOne(message, _bus, deadline.Token);
            _inHand.Sent(message);
            return true;
        }
        catch (Exception exception)
        {
            await _failed.Record(message, exception, message.Attempts, isAlone);
            _inHand.PutBack(message);
            return false;
        }
        finally
        {
            if (_isFull)
                Wake();
        }
    }

    /// <summary>
    /// Sends one after the other what was on its way when a channel broke, and nothing else meanwhile: the one that
    /// breaks it again is found, and takes no other with it. Those that were tried least come first, for most have only
    /// been in bad company.
    /// </summary>
    private async Task DeliverAlone(OutboxMessage[] messages, CancellationToken stopping)
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
        foreach (var message in left)
            _inHand.PutBack(message);

        await _tables.InScope(
            dbContext => _tables.GiveBack(dbContext, [.. left.Select(message => message.SequenceNumber)], stopping),
            stopping
        );
    }
}
