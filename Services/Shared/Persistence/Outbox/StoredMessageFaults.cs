namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Reports a stored message's first failure. A transport that retries by itself, as RabbitMQ's does, reports only a
/// timeout in the end, and a message that breaks its channel would break it repeatedly.
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
