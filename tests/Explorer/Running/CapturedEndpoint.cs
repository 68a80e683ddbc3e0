using EventDriven.Contracts;
using MassTransit;
using MassTransit.Context;
using MassTransit.Util;

namespace EventDriven.Explorer.Running;

/// <summary>Keeps messages instead of sending them, with the one header that the saga sets.</summary>
/// <param name="queue">Null for published messages.</param>
internal sealed class CapturedEndpoint(Captured captured, string? queue) : ISendEndpoint
{
    public Task Send<T>(T message, CancellationToken cancellationToken = default)
        where T : class => Send(message, Pipe.Empty<SendContext<T>>(), cancellationToken);

    public async Task Send<T>(T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken = default)
        where T : class
    {
        var context = new MessageSendContext<T>(message, cancellationToken);
        await pipe.Send(context);
        captured.Sent.Add((queue, message, context.Headers.Get<int>(Epochs.Header) ?? 1));
    }

    public Task Send<T>(T message, IPipe<SendContext> pipe, CancellationToken cancellationToken = default)
        where T : class => Send(message, cancellationToken);

    public Task Send(object message, CancellationToken cancellationToken = default) =>
        Send<object>(message, cancellationToken);

    public Task Send(object message, Type messageType, CancellationToken cancellationToken = default) =>
        Send<object>(message, cancellationToken);

    public Task Send(object message, IPipe<SendContext> pipe, CancellationToken cancellationToken = default) =>
        Send<object>(message, cancellationToken);

    public Task Send(
        object message,
        Type messageType,
        IPipe<SendContext> pipe,
        CancellationToken cancellationToken = default
    ) => Send<object>(message, cancellationToken);

    public Task Send<T>(object values, CancellationToken cancellationToken = default)
        where T : class => throw NotUsed();

    public Task Send<T>(object values, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken = default)
        where T : class => throw NotUsed();

    public Task Send<T>(object values, IPipe<SendContext> pipe, CancellationToken cancellationToken = default)
        where T : class => throw NotUsed();

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => new EmptyConnectHandle();

    private static NotSupportedException NotUsed() => new("The saga sends objects, not values of an initializer.");
}
