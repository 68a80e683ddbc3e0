using System.Collections.Frozen;
using System.Text.Json;
using EventDriven.Load.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventDriven.Load.Driving;

/// <summary>
/// Sees ends in a queue of its own that is bound to the events which tell of them: as quick as any other who listens,
/// at next to no cost to the system. The queue is exclusive and goes with the connection.
/// </summary>
internal sealed class BrokerEndings : IEndings
{
    private static readonly FrozenDictionary<string, string> StateOf = new Dictionary<string, string>
    {
        ["orders.order-completed"] = "Completed",
        ["orders.order-rejected"] = "Rejected",
        ["orders.order-cancelled"] = "Cancelled",
    }.ToFrozenDictionary();

    private readonly IConnection _connection;
    private Journal? _journal;

    private BrokerEndings(IConnection connection) => _connection = connection;

    public string Method =>
        "from 202 received until the event of the order's end (OrderCompleted, OrderRejected, OrderCancelled) "
        + "reached a queue of the driver's own";

    /// <summary>Binds the queue, and listens.</summary>
    public static async Task<BrokerEndings> ListenAsync(ServerAddresses servers, CancellationToken cancel)
    {
        var endings = new BrokerEndings(await servers.ConnectToBroker("load", cancel));
        var channel = await endings._connection.CreateChannelAsync(cancellationToken: cancel);
        var queue = await channel.QueueDeclareAsync(
            "",
            durable: false,
            exclusive: true,
            autoDelete: true,
            cancellationToken: cancel
        );
        foreach (var exchange in StateOf.Keys)
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancel);
            await channel.QueueBindAsync(queue.QueueName, exchange, "", cancellationToken: cancel);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += endings.Receive;
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancel);
        return endings;
    }

    public void TellTo(Journal journal) => Volatile.Write(ref _journal, journal);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private Task Receive(object sender, BasicDeliverEventArgs message)
    {
        Volatile
            .Read(ref _journal)
            ?.End(OrderIdIn(message.Body.Span), StateOf[message.Exchange], message.BasicProperties.MessageId);
        return Task.CompletedTask;
    }

    // With or without an envelope around the message: only the message has a property of this name.
    private static Guid OrderIdIn(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("orderId"u8) && json.Read())
                return json.GetGuid();
        }

        throw new FormatException("An event of an order's end does not name the order.");
    }
}
