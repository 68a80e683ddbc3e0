using MassTransit;

namespace EventDriven.Scheduling;

/// <summary>Reports the transport's first failure to the <see cref="SendAttempt"/>.</summary>
internal sealed class SendFaults : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class
    {
        (context.Serializer as SendAttempt)?.Failed(exception);
        return Task.CompletedTask;
    }
}
