using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace EventDriven.Load.Floors.Bare;

/// <summary>One kind of message on the wire: its name, and how it is read.</summary>
/// <param name="Name">The exchange of the contracts, and its type.</param>
/// <param name="Read">Reads a delivery; its body is only there for so long.</param>
internal sealed record Wire(string Name, Func<BasicDeliverEventArgs, Incoming> Read)
{
    /// <summary>The kind of a record of the contracts.</summary>
    public static Wire Of<T>()
        where T : class => new(Contract<T>.Name, Contract<T>.Read);

    /// <summary>Writes an event, which goes to the exchange of its name.</summary>
    public static Outgoing Event<T>(T message, Guid cause, Guid conversation)
        where T : class => Command(Contract<T>.Name, message, cause, conversation);

    /// <summary>Writes a command, which goes to the exchange in front of its owner's queue.</summary>
    public static Outgoing Command<T>(string queue, T message, Guid cause, Guid conversation)
        where T : class
    {
        var id = Guid.CreateVersion7();
        var envelope = new Envelope<T>
        {
            MessageId = id,
            ConversationId = conversation,
            SourceAddress = "rabbitmq://127.0.0.1/orders/source",
            DestinationAddress = $"rabbitmq://127.0.0.1/orders/{queue}",
            MessageType = Contract<T>.Urns,
            Message = message,
            SentTime = DateTime.UtcNow,
            Host = EnvelopeHost.This,
        };
        return new Outgoing(
            id,
            cause,
            queue,
            Contract<T>.Name,
            JsonSerializer.SerializeToUtf8Bytes(envelope, Contract<T>.Json)
        );
    }

    private static class Contract<T>
        where T : class
    {
        public static readonly string Name = typeof(T).GetCustomAttribute<EntityNameAttribute>()!.EntityName;

        public static readonly string[] Urns = [$"urn:message:{Name}"];

        public static readonly JsonTypeInfo<Envelope<T>> Json =
            (JsonTypeInfo<Envelope<T>>)WireJson.Default.GetTypeInfo(typeof(Envelope<T>))!;

        public static Incoming Read(BasicDeliverEventArgs delivery)
        {
            var envelope = JsonSerializer.Deserialize(delivery.Body.Span, Json)
                ?? throw new JsonException($"A message of the type {delivery.BasicProperties.Type} is empty.");
            return new Incoming(
                delivery.DeliveryTag,
                envelope.MessageId,
                envelope.ConversationId,
                delivery.Redelivered,
                envelope.Message
            );
        }
    }
}
