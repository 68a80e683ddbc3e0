using EventDriven.Load.Hosting;
using RabbitMQ.Client;

namespace EventDriven.Load.Measuring;

/// <summary>
/// How many messages wait in the queues now: asked over AMQP, for the management API's counts are some seconds old.
/// </summary>
internal sealed class QueueDepths : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string[] _queues;

    private QueueDepths(IConnection connection, IChannel channel, string[] queues) =>
        (_connection, _channel, _queues) = (connection, channel, queues);

    /// <summary>Connects, and finds out which queues there are.</summary>
    public static async Task<QueueDepths> Connect(ServerAddresses servers, CancellationToken cancel)
    {
        using var management = new BrokerManagement(servers);
        // Another connection's own queue may not be asked for; it is the driver's, and has no order's work in it.
        var queues = (await management.Queues(cancel))
            .Keys.Where(queue => !queue.StartsWith("amq.", StringComparison.Ordinal))
            .ToArray();
        var connection = await servers.ConnectToBroker("load, queue depths", cancel);
        return new QueueDepths(connection, await connection.CreateChannelAsync(cancellationToken: cancel), queues);
    }

    /// <summary>Messages that wait, those in work left out.</summary>
    public async Task<long> Waiting(CancellationToken cancel)
    {
        var waiting = 0L;
        foreach (var queue in _queues)
            waiting += await _channel.MessageCountAsync(queue, cancel);
        return waiting;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
