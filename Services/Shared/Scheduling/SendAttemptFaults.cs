using MassTransit;

namespace EventDriven.Scheduling;

/// <summary>Reports the transport's failure to the <see cref="SendAttempt"/> at once.</summary>
internal sealed class SendAttemptFaults : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class
    {
        if (context.TryGetPayload<SendAttempt>(out var attempt))
            attempt.Failed(exception);
        return Task.CompletedTask;
    }
}
