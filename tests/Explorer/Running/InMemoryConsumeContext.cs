using System.Diagnostics.CodeAnalysis;
using EventDriven.Contracts;
using EventDriven.Explorer.Worlds;
using MassTransit;
using MassTransit.Context;
using MassTransit.Payloads;
using MassTransit.Scheduling;
using MassTransit.Serialization;

namespace EventDriven.Explorer.Running;

/// <summary>A message as MassTransit's state machine consumes it, without a bus.</summary>
internal sealed class InMemoryConsumeContext<T> : BaseConsumeContext, ConsumeContext<T>
    where T : class
{
    private readonly Message _message;
    private readonly MessageSchedulerContext _scheduler;

    public InMemoryConsumeContext(Message message, Captured captured)
        : base(new NoTransport(captured), serializerContext: null!)
    {
        _message = message;
        _scheduler = new ConsumeMessageSchedulerContext(this, _ => new MessageScheduler(
            new CapturedSchedule(captured),
            busTopology: null!
        ));
        var headers = new DictionarySendHeaders();
        if (message.Token is { } token)
            headers.Set(MessageHeaders.SchedulingTokenId, token.ToString("D"));
        if (message.From is Queues.Inventory or Queues.Payments or Queues.Shipping)
            headers.Set(Epochs.Header, message.Epoch);
        Headers = headers;
    }

    public T Message => (T)_message.Body;

    public override Guid? MessageId => _message.Id;

    public override Guid? CorrelationId => OrderKind.OrderId;

    public override Guid? ConversationId => null;

    public override Guid? InitiatorId => null;

    public override Guid? RequestId => null;

    public override DateTime? ExpirationTime => null;

    public override DateTime? SentTime => null;

    public override Uri SourceAddress => ReceiveContext.InputAddress;

    public override Uri DestinationAddress => ReceiveContext.InputAddress;

    public override Uri ResponseAddress => null!;

    public override Uri FaultAddress => null!;

    public override Headers Headers { get; }

    public override HostInfo Host => null!;

    public override IEnumerable<string> SupportedMessageTypes => [];

    public override Task ConsumeCompleted => Task.CompletedTask;

    public override bool HasPayloadType(Type payloadType) =>
        payloadType.IsInstanceOfType(this) || payloadType.IsInstanceOfType(_scheduler);

    public override bool TryGetPayload<TPayload>([NotNullWhen(true)] out TPayload? payload)
        where TPayload : class
    {
        payload = this as TPayload ?? _scheduler as TPayload;
        return payload is not null;
    }

    public override TPayload GetOrAddPayload<TPayload>(PayloadFactory<TPayload> payloadFactory) =>
        TryGetPayload<TPayload>(out var payload) ? payload : payloadFactory();

    public override TPayload AddOrUpdatePayload<TPayload>(
        PayloadFactory<TPayload> addFactory,
        UpdatePayloadFactory<TPayload> updateFactory
    ) => GetOrAddPayload(addFactory);

    public override bool HasMessageType(Type messageType) => messageType.IsAssignableFrom(typeof(T));

    public override bool TryGetMessage<TMessage>([NotNullWhen(true)] out ConsumeContext<TMessage>? consumeContext)
        where TMessage : class
    {
        consumeContext = this as ConsumeContext<TMessage>;
        return consumeContext is not null;
    }

    public override void AddConsumeTask(Task task) { }

    public Task NotifyConsumed(TimeSpan duration, string consumerType) => Task.CompletedTask;

    public Task NotifyFaulted(TimeSpan duration, string consumerType, Exception exception) => Task.CompletedTask;
}
