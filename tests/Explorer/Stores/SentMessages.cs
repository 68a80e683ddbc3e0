using MassTransit;

namespace EventDriven.Explorer.Stores;

/// <summary>Hands what a consumer sends to its delivery. There is no queue behind the transport.</summary>
internal sealed class SentMessages(Deliveries deliveries) : ISendObserver, IPublishObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => deliveries.Running?.BeforeSend() ?? Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Keep(context);

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => PreSend(context);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Keep(context);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Keep<T>(SendContext<T> context)
        where T : class
    {
        if (deliveries.Running is { } delivery)
        {
            var sent = Envelope.Read(context.Serializer.GetMessageBody(context).GetString());
            lock (delivery.Sent)
                delivery.Sent.Add(sent);
        }

        return Task.CompletedTask;
    }
}
