using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// Consumes a service's queue in batches. A failure ends the process: what was not acknowledged is delivered again to
/// the next.
/// </summary>
internal sealed class Consumer(Settings settings, Broker broker, IHandler handler) : BackgroundService
{
    // The next batch gathers while one is in its transaction and another waits for its confirms.
    private const ushort Prefetch = 3 * BareFloor.Batch;

    private readonly Channel<Incoming> _delivered = Channel.CreateUnbounded<Incoming>(
        new() { SingleReader = true, SingleWriter = true }
    );

    /// <summary>Whether the queue is there and consumed.</summary>
    public bool IsReady { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await settings.Open(stoppingToken);
        await using var consuming = await broker.Open(stoppingToken);
        await using var publishing = await broker.Open(stoppingToken);
        var outbox = await Outbox.Open(connection, handler.Schema, publishing);

        await Consume(consuming, stoppingToken);
        IsReady = true;

        var acknowledged = Task.CompletedTask;
        while (await _delivered.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = Gather();
            if (settings.Latency > TimeSpan.Zero)
                // One question for all of them: the party answers them side by side.
                await Task.Delay(settings.Latency, stoppingToken);

            var toSend = await Store(batch, outbox.TakeSent(), connection);
            if (acknowledged.IsFaulted)
                break;
            acknowledged = Acknowledge(acknowledged, outbox.Send(toSend), consuming, batch[^1].Tag);
        }

        await acknowledged;
    }

    private async Task Consume(IChannel channel, CancellationToken stoppingToken)
    {
        var readers = handler.Messages.ToDictionary(wire => wire.Name, wire => wire.Read);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            try
            {
                _delivered.Writer.TryWrite(readers[delivery.BasicProperties.Type!](delivery));
            }
            catch (Exception e)
            {
                _delivered.Writer.TryComplete(e);
            }

            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _delivered.Writer.TryComplete(
                reason.Initiator == ShutdownInitiator.Application
                    ? null
                    : new InvalidOperationException(reason.ToString())
            );
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(prefetchSize: 0, Prefetch, global: false, stoppingToken);
        await channel.BasicConsumeAsync(handler.Queue, autoAck: false, consumer, stoppingToken);
    }

    private List<Incoming> Gather()
    {
        var batch = new List<Incoming>(BareFloor.Batch);
        while (batch.Count < BareFloor.Batch && _delivered.Reader.TryRead(out var message))
            batch.Add(message);
        return batch;
    }

    private async Task<IReadOnlyList<Outgoing>> Store(List<Incoming> batch, Guid[] sent, NpgsqlConnection connection)
    {
        var distinct = batch.DistinctBy(message => message.Id).ToList();
        var outgoing = await handler.Handle(distinct, sent, connection);

        // Committed before, and perhaps not sent then: what was stored is sent under the same ids. Rare, so it may cost
        // a round trip. A message that causes none, and one whose rows are deleted as sent, finds nothing.
        var stale = distinct.Where(message => message.Redelivered).Select(message => message.Id).ToArray();
        return stale.Length == 0
            ? outgoing
            : [.. outgoing.UnionBy(await Outbox.Stored(connection, stale), message => message.Id)];
    }

    // In the order of the batches: an acknowledgement is of all deliveries before it.
    private static async Task Acknowledge(Task before, Task published, IChannel channel, ulong tag)
    {
        await published;
        await before;
        await channel.BasicAckAsync(tag, multiple: true);
    }
}
