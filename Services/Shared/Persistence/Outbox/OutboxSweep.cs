using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Sends the stored messages that were not sent right after their transaction: because the process died, the transport
/// failed, or the transaction was the application's own. Every replica sweeps; a row is leased to the one that took it.
/// It polls, because each commit with PostgreSQL's NOTIFY takes a server-wide lock. A failed send wakes it.
/// </summary>
internal sealed class OutboxSweep<TDbContext>(
    IBusControl bus,
    OutboxSettings<TDbContext> settings,
    OutboxTables<TDbContext> tables,
    MessagesInHand<TDbContext> inHand,
    FailedMessages<TDbContext> failed,
    ILogger<OutboxSweep<TDbContext>> logger
) : BackgroundService
    where TDbContext : DbContext
{
    // Messages that may have broken a channel are sent alone for this long; then others have their turn.
    private static readonly TimeSpan AloneAtATime = TimeSpan.FromSeconds(1);

    // The bus detects a broken channel after a moment; sends before that fail too.
    private static readonly TimeSpan AfterBrokenChannel = TimeSpan.FromMilliseconds(250);

    // A lease is longer than the send may take, so that no row is taken twice.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan KeptCleaning = TimeSpan.FromSeconds(10);

    private readonly DateTime _started = DateTime.UtcNow;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<Task> _sends = [];
    private readonly SendOrder _turns = new();
    private readonly Outage _database = new(logger, $"The sweep of the outbox of {typeof(TDbContext).Name}");
    private volatile bool _isBusReady;
    private volatile bool _isFull;
    private bool _wasBusReady;
    private bool _isRevived;
    private DateTime _keptCleaned;

    /// <summary>Whether the bus could send at the last check.</summary>
    public bool IsBusReady => _isBusReady;

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
        if (!settings.Delivers)
            return;

        try
        {
            while (true)
                await _wake.WaitAsync(await Sweep(stoppingToken), stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Sends in flight complete; each has its own timeout.
            await Task.WhenAll(_sends);
        }
    }

    /// <summary>Takes due messages and starts to send them; returns how long to wait.</summary>
    private async Task<TimeSpan> Sweep(CancellationToken stopping)
    {
        if (!LookAtBus())
            return settings.QueryDelay;

        try
        {
            await KeepHouse(stopping);

            _sends.RemoveAll(send => send.IsCompleted);
            var free = Math.Min(settings.MessageDeliveryLimit - _sends.Count, settings.QueryMessageLimit);
            _isFull = free <= 0;
            if (_isFull)
                return settings.QueryDelay;

            var lease = settings.MessageDeliveryTimeout + LeaseMargin;
            var due = await tables.TakeDue(free, lease, stopping);
            _database.Over();
            var taken = due.Where(inHand.TryTake).ToLookup(message => message.MayBreakChannel);
            foreach (var message in taken[false])
                _sends.Add(_turns.InTurn(message, () => Deliver(message)));

            if (taken[true].Any())
                await DeliverAlone([.. taken[true].OrderBy(message => message.Attempts)], stopping);

            return due.Count == free ? TimeSpan.Zero : settings.QueryDelay;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            return _database.Failed(exception);
        }
    }

    private bool LookAtBus()
    {
        var health = bus.CheckHealth();
        var isReady = health.Status != BusHealthStatus.Unhealthy;
        var name = typeof(TDbContext).Name;
        if (_wasBusReady && !isReady)
            logger.LogWarning("The outbox of {DbContext} waits for the bus: {Description}", name, health.Description);
        else if (_wasBusReady && !_isBusReady)
            logger.LogInformation("The bus is ready again: the outbox of {DbContext} continues", name);

        _wasBusReady |= isReady;
        return _isBusReady = isReady;
    }

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
            var revived = await tables.Revive(_started, stopping);
            _isRevived = true;
            if (revived > 0)
                logger.LogInformation(
                    "{Count} messages that were in flight when the process ended are sent again",
                    revived
                );
        }

        var now = DateTime.UtcNow;
        if (now - _keptCleaned < KeptCleaning)
            return;

        _keptCleaned = now;
        var before = now - OutboxSettings<TDbContext>.KeepDelivered;
        while (await tables.DeleteKept(before, stopping) == settings.QueryMessageLimit)
        {
            // Each statement is bounded to keep locks short; repeated until little is left.
        }
    }

    private async Task<bool> Deliver(OutboxMessage message, bool isAlone = false)
    {
        try
        {
            using var deadline = new CancellationTokenSource(settings.MessageDeliveryTimeout);
            await OutboxDelivery<TDbContext>.SendOne(message, bus, deadline.Token);
            inHand.Sent(message);
            return true;
        }
        catch (Exception exception)
        {
            await failed.Record(message, exception, message.Attempts, isAlone);
            inHand.PutBack(message);
            return false;
        }
        finally
        {
            if (_isFull)
                Wake();
        }
    }

    /// <summary>
    /// Sends messages that were in flight when a channel broke, with no others in flight, to find the one that breaks
    /// it. Those with the fewest attempts come first, because most did not cause the break.
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
        Array.ForEach(left, inHand.PutBack);
        await tables.GiveBack([.. left.Select(message => message.SequenceNumber)], stopping);
    }
}
