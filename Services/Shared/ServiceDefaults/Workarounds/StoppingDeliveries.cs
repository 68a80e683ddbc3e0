using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Cancels what the in-memory transport still delivers when the process has been stopping for the consumers' time.
/// MassTransit cancels only deliveries that had begun by then. It waits without a limit for those that begin later, and
/// a consumer that waits for a database would keep the process from ending. On RabbitMQ, the broker keeps them.
/// </summary>
internal sealed class StoppingDeliveries : IReceiveObserver, IDisposable
{
    private readonly CancellationTokenSource _isOver = new();
    private readonly CancellationTokenRegistration _stopping;

    public StoppingDeliveries(IHostApplicationLifetime process, IOptions<MassTransitHostOptions> bus) =>
        _stopping = process.ApplicationStopping.Register(() =>
            _isOver.CancelAfter(bus.Value.ConsumerStopTimeout!.Value)
        );

    public Task PreReceive(ReceiveContext context)
    {
        var delivery = (BaseReceiveContext)context;
        delivery.AddOrUpdatePayload<Registration>(
            () => new(_isOver.Token.Register(delivery.Cancel)),
            existing => existing
        );
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => End(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => End(context);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _isOver.Dispose();
    }

    // Waits for a cancellation that is under way: the context is disposed afterwards.
    private static Task End(ReceiveContext context) =>
        context.TryGetPayload(out Registration? registration)
            ? registration.Of.DisposeAsync().AsTask()
            : Task.CompletedTask;

    private sealed record Registration(CancellationTokenRegistration Of);
}
