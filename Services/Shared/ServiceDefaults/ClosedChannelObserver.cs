using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Lets a process find back to a broker that was killed. A message whose work is done after its channel was closed
/// cannot be acknowledged any more; MassTransit 8.4 then closes the channel from within the delivery, and
/// RabbitMQ.Client 7.1 waits there for that very delivery to end. The channel never ends, nor does the connection that
/// waits for its channels, and no other is made until the process is restarted. Told that the transport is unavailable
/// instead, MassTransit only logs it: the broker delivers the message again.
/// </summary>
internal sealed class ClosedChannelObserver : IReceiveObserver
{
    public Task ReceiveFault(ReceiveContext context, Exception exception) =>
        exception is OperationInterruptedException or EndOfStreamException
            ? throw new TransportUnavailableException(
                "The channel was closed before the message could be acknowledged.",
                exception
            )
            : Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;
}
