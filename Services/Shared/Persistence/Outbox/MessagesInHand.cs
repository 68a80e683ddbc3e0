using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The stored messages that this process is sending or has sent. Their rows are leased until they are deleted, in
/// batches after the send: if the process dies first, the messages are sent again under the same ids, and the
/// consumers' inboxes drop them. With an in-memory transport, rows are kept for a while instead, and the sweep of the
/// next start sends them again.
/// </summary>
internal sealed class MessagesInHand<TDbContext>(
    OutboxTables<TDbContext> tables,
    IBus bus,
    ILogger<MessagesInHand<TDbContext>> logger
) : IHostedLifecycleService, IDisposable
    where TDbContext : DbContext
{
    private const int BatchSize = 500;

    // Reached only in a long database outage: further messages are sent twice.
    private const int Capacity = 100_000;

    // Longer for larger batches, because each is a commit; a fifth of the first lease.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private static readonly string DbContextName = typeof(TDbContext).Name;

    // Short enough that a late renewal still precedes the lease's end.
    private static readonly TimeSpan RenewEvery = OutboxSettings<TDbContext>.FirstLease / 3;

    // By message id, because the row's key is not known before it is written.
    private readonly ConcurrentDictionary<Guid, OutboxMessage> _held = new();
    private readonly Channel<OutboxMessage> _sent = Channel.CreateBounded<OutboxMessage>(Capacity);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Outage _notRemoved = new(logger, $"Removing sent messages from the outbox of {DbContextName}");
    private readonly Outage _notRenewed = new(logger, $"Renewing leases in the outbox of {DbContextName}");
    private Task _removing = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    /// <summary>Whether the transport is in memory: its queues do not outlive the process.</summary>
    public bool TransportForgets { get; } = bus.Address.Scheme == "loopback";

    /// <summary>Marks the message as being sent by this process; false if it is already.</summary>
    public bool TryTake(OutboxMessage message) => _held.TryAdd(message.MessageId, message);

    /// <summary>Any sweep that finds the message's row may send it.</summary>
    public void PutBack(OutboxMessage message) => _held.TryRemove(new(message.MessageId, message));

    /// <summary>The transport has confirmed the message; its row is deleted.</summary>
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

    /// <summary>Runs after the bus has stopped, so the last batch is complete.</summary>
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

    // Called twice by the container, because it is registered as itself and as a hosted service.
    public void Dispose() => _stopping.Cancel();

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
            // Remaining rows are sent again after a start, and dropped by the inboxes.
        }
    }

    /// <summary>
    /// Renews the leases of slow sends, so that another replica's sweep does not send the same messages.
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
            // Held messages keep their leases.
        }
    }

    private async Task Renew(CancellationToken stopping)
    {
        var now = DateTime.UtcNow;
        var before = now - RenewEvery;
        // Zero: the row is not written yet, or was rolled back.
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
            await tables.Renew(rows, now + OutboxSettings<TDbContext>.FirstLease, stopping);
            _notRenewed.Over();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // The sends continue: if a lease ends, another replica sends the message under the same id.
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
                await (TransportForgets ? tables.Keep(rows, stopping) : tables.Delete(rows, stopping));
                _notRemoved.Over();
                batch.ForEach(PutBack);
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                await Task.Delay(_notRemoved.Failed(exception), stopping);
            }
        }
    }
}
