using EventDriven.Contracts;
using RabbitMQ.Client;

namespace EventDriven.Load.Floors.Bare;

/// <summary>A service's connection to the broker, and the topology of the real system.</summary>
internal sealed class Broker(Settings settings) : IAsyncDisposable
{
    // Which queue gets which event: the happy path's.
    private static readonly (string Queue, string[] Events)[] Topology =
    [
        (
            Queues.Orders,
            [
                "inventory.stock-reserved",
                "payments.payment-authorised",
                "payments.payment-captured",
                "shipping.shipment-booked",
                "shipping.shipment-dispatched",
            ]
        ),
        (Queues.Inventory, ["shipping.shipment-dispatched"]),
        (Queues.Payments, []),
        (Queues.Shipping, []),
        (Queues.Notifications, ["orders.order-completed"]),
        (Queues.OrderStatus, ["orders.order-status-changed"]),
    ];

    // Inventory says it, and nobody listens.
    private const string Unheard = "inventory.stock-committed";

    private readonly ConnectionFactory _factory = new()
    {
        Uri = settings.RabbitMq,
        ClientProvidedName = $"floor-{settings.Service}",
    };
    private readonly SemaphoreSlim _once = new(1);
    private IConnection? _connection;

    /// <summary>Opens a channel, with publisher confirms, on the service's one connection.</summary>
    public async Task<IChannel> Open(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await Connect(cancellationToken);
        }
        finally
        {
            _once.Release();
        }

        // Without a limit of its own on what is unconfirmed: a batch is one.
        return await _connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            ),
            cancellationToken
        );
    }

    /// <summary>Publishes, and waits until the broker has confirmed all of it.</summary>
    public static async Task Publish(IChannel channel, IReadOnlyList<Outgoing> messages)
    {
        var confirms = new List<Task>(messages.Count);
        foreach (var message in messages)
        {
            var properties = new BasicProperties
            {
                MessageId = message.Id.ToString(),
                Type = message.Type,
                ContentType = "application/vnd.masstransit+json",
                DeliveryMode = DeliveryModes.Persistent,
            };
            confirms.Add(
                channel
                    .BasicPublishAsync(message.Exchange, routingKey: "", mandatory: false, properties, message.Body)
                    .AsTask()
            );
        }

        await Task.WhenAll(confirms);
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _once.Dispose();
    }

    private async Task<IConnection> Connect(CancellationToken cancellationToken)
    {
        var connection = await _factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await Exchange(Unheard);
        foreach (var (queue, events) in Topology)
        {
            var deadLetters = $"{queue}_dead_letter";
            await Exchange(deadLetters);
            await Declare(deadLetters, new() { ["x-queue-type"] = "quorum" });
            await Exchange(queue);
            await Declare(queue, new() { ["x-queue-type"] = "quorum", ["x-dead-letter-exchange"] = deadLetters });
            foreach (var name in events)
            {
                await Exchange(name);
                await channel.ExchangeBindAsync(
                    destination: queue,
                    source: name,
                    routingKey: "",
                    cancellationToken: cancellationToken
                );
            }
        }

        return connection;

        Task Exchange(string name) =>
            channel.ExchangeDeclareAsync(
                name,
                ExchangeType.Fanout,
                durable: true,
                cancellationToken: cancellationToken
            );

        async Task Declare(string queue, Dictionary<string, object?> arguments)
        {
            await channel.QueueDeclareAsync(
                queue,
                durable: true,
                exclusive: false,
                autoDelete: false,
                arguments,
                cancellationToken: cancellationToken
            );
            await channel.QueueBindAsync(queue, exchange: queue, routingKey: "", cancellationToken: cancellationToken);
        }
    }
}
