namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Hears of a stored message's failure at the first try. A transport that tries again by itself, as RabbitMQ's does
/// when its channel was closed, says only in the end that time ran out, not why; and a message that breaks its channel
/// would break it again and again.
/// </summary>
internal sealed class StoredMessageFaults : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class
    {
        (context.Serializer as StoredMessagePipe)?.Failed(exception);
        return Task.CompletedTask;
    }
}
