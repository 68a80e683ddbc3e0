using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The stored messages that this process is sending, or has sent. Their rows are removed in batches, off the path of
/// the message that sent them. Until then a row is only leased: should this process die first, the message is sent a
/// second time under the same id, and the consumers' inboxes drop it.
/// </summary>
/// <remarks>
/// The in-memory transport's queues die with the process. There the rows are kept for a while instead, marked as sent,
/// for the sweep of the next start to send once more.
/// </remarks>
internal sealed class MessagesInHand<TDbContext> : IHostedLifecycleService, IDisposable
    where TDbContext : DbContext
{
    private const int BatchSize = 500;

    // Beyond this many the database has been away for long: the rest is sent twice rather than remembered.
    private const int Capacity = 100_000;

    // Each batch is a commit, so batches should be large. A fifth of the first lease.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    // Often enough that a lease that is renewed late has not ended yet.
    private static readonly TimeSpan RenewEvery = OutboxSettings<TDbContext>.FirstLease / 3;

    // By the id that they are sent under: it is known before the row is written.
    private readonly ConcurrentDictionary<Guid, OutboxMessage> _held = new();
    private readonly Channel<OutboxMessage> _sent = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );
    private readonly CancellationTokenSource _stopping = new();
    private readonly OutboxTables<TDbContext> _tables;
    private readonly Outage _notRemoved;
    private readonly Outage _notRenewed;
    private readonly bool _keeps;
    private Task _removing = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private bool _isDisposed;

    public MessagesInHand(OutboxTables<TDbContext> tables, IBus bus, ILogger<MessagesInHand<TDbContext>> logger)
    {
        _tables = tables;
        _keeps = ForgetfulTransport.Is(bus);
        _notRemoved = new Outage(logger, $"Removing sent messages from the outbox of {typeof(TDbContext).Name}");
        _notRenewed = new Outage(logger, $"Renewing leases in the outbox of {typeof(TDbContext).Name}");
    }

    /// <summary>This process sends the message from now on; false when it is at it already.</summary>
    public bool TryTake(OutboxMessage message) => _held.TryAdd(message.MessageId, message);

    /// <summary>The message was not sent, and whoever finds its row may try.</summary>
    public void PutBack(OutboxMessage message) => _held.TryRemove(new(message.MessageId, message));

    /// <summary>The transport has confirmed the message: its row is to go.</summary>
    public void Sent(OutboxMessage message)
    {
        if (!_sent.Writer.TryWrite(message))
            PutBack(message);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _removing = Task.Run(() => RemoveSent(_stopping.Token), CancellationToken.None);
        _renewing = Task.Run(() => RenewHeld(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>
    /// By now the bus has stopped, whatever the order of registration: no message follows, and the last batch is due.
    /// </summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        _sent.Writer.TryComplete();
        await Task.WhenAny(_removing, Task.Delay(Timeout.Infinite, cancellationToken));
        await _stopping.CancelAsync();
        await Task.WhenAll(_removing, _renewing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The container knows it as itself and as a hosted service, and disposes of both.
        if (_isDisposed)
            return;

        _isDisposed = true;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task RemoveSent(CancellationToken stopping)
    {
        var batch = new List<OutboxMessage>(BatchSize);
        try
        {
            while (await _sent.Reader.WaitToReadAsync(stopping))
            {
                await Task.Delay(Gathering, stopping);
                do
                {
                    batch.Clear();
                    while (batch.Count < BatchSize && _sent.Reader.TryRead(out var message))
                        batch.Add(message);

                    await Remove(batch, stopping);
                } while (batch.Count == BatchSize);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What was not removed is sent once more by a later start, and dropped by the inboxes.
        }
    }

    /// <summary>
    /// Renews the lease of what takes its time: a process that has much to do is not a dead one, and another replica's
    /// sweep that sent the same again would have it do more.
    /// </summary>
    private async Task RenewHeld(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RenewEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await Renew(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is still held has its lease.
        }
    }

    private async Task Renew(CancellationToken stopping)
    {
        var now = DateTime.UtcNow;
        var before = now - RenewEvery;
        // Without a number the row is not written yet, or was rolled back.
        long[] rows =
        [
            .. _held
                .Select(held => held.Value)
                .Where(message => message.SentTime < before && message.SequenceNumber != 0)
                .Take(BatchSize)
                .Select(message => message.SequenceNumber),
        ];
        if (rows.Length == 0)
            return;

        try
        {
            await _tables.InScope(
                dbContext => _tables.Renew(dbContext, rows, now + OutboxSettings<TDbContext>.FirstLease, stopping),
                stopping
            );
            _notRenewed.Over();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // Its sends go on: should the lease end meanwhile, somebody sends the same under the same id.
            await Task.Delay(_notRenewed.Failed(exception), stopping);
        }
    }

    private async Task Remove(List<OutboxMessage> batch, CancellationToken stopping)
    {
        long[] rows = [.. batch.Select(message => message.SequenceNumber)];
        while (true)
        {
            try
            {
                await _tables.InScope(
                    dbContext =>
                        _keeps ? _tables.Keep(dbContext, rows, stopping) : _tables.Delete(dbContext, rows, stopping),
                    stopping
                );
                _notRemoved.Over();
                foreach (var message in batch)
                    PutBack(message);

                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                await Task.Delay(_notRemoved.Failed(exception), stopping);
            }
        }
    }
}
