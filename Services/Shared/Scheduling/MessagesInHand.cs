using System.Collections.Concurrent;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling;

/// <summary>
/// The stored messages that this process is sending or has sent. Their rows are leased until they are deleted, in
/// batches after the send: if the process dies first, the messages are sent again under the same ids, and the
/// consumers' inboxes drop them. With an in-memory transport, rows are kept for a while instead, and the relay of the
/// next start sends them again.
/// </summary>
internal sealed class MessagesInHand<TDbContext, TMessage>(
    RelayTable<TDbContext, TMessage> table,
    IBus bus,
    ILogger<MessagesInHand<TDbContext, TMessage>> logger
) : IHostedLifecycleService, IDisposable
    where TDbContext : DbContext
    where TMessage : StoredMessage
{
    private const int BatchSize = 500;

    // Reached only in a long database outage: further messages are sent twice.
    private const int Capacity = 100_000;

    // Longer for larger batches, because each is a commit; a fifth of the first lease.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    // Short enough that a late renewal still precedes the lease's end.
    private static readonly TimeSpan RenewEvery = RelaySettings.FirstLease / 3;

    private readonly ConcurrentDictionary<Guid, TMessage> _held = new();
    private readonly Channel<TMessage> _sent = Channel.CreateBounded<TMessage>(Capacity);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Outage _notRemoved = new(logger, $"Removing sent messages from the {table.Name}");
    private readonly Outage _notRenewed = new(logger, $"Renewing leases in the {table.Name}");
    private Task _removing = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    /// <summary>Whether the transport is in memory: its queues do not outlive the process.</summary>
    public bool TransportForgets { get; } = bus.Address.Scheme == "loopback";

    /// <summary>Marks the message as being sent by this process; false if it is already.</summary>
    public bool TryTake(TMessage message) => _held.TryAdd(message.Identity, message);

    /// <summary>Any relay that finds the message's row may send it.</summary>
    public void PutBack(TMessage message) => _held.TryRemove(new(message.Identity, message));

    /// <summary>The transport has confirmed the message; its row is deleted.</summary>
    public void Sent(TMessage message)
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
        var batch = new List<TMessage>(BatchSize);
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
    /// Renews the leases of slow sends, so that another replica does not send the same messages.
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
        var until = table.Now + RelaySettings.FirstLease;
        TMessage[] endSoon =
        [
            .. _held
                .Select(held => held.Value)
                .Where(message => message.VisibleTime < until - RenewEvery)
                .Take(BatchSize),
        ];
        if (endSoon.Length == 0)
            return;

        try
        {
            await table.Renew(endSoon, until, stopping);
            _notRenewed.Over();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // The sends continue: if a lease ends, another replica sends the message under the same id.
            await Task.Delay(_notRenewed.Failed(exception), stopping);
        }
    }

    private async Task Remove(List<TMessage> batch, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await (TransportForgets ? table.Keep(batch, stopping) : table.Delete(batch, stopping));
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
