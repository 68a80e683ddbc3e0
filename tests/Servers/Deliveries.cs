using MassTransit;

namespace EventDriven.TestServers;

/// <summary>Counts the deliveries to the queue "work".</summary>
public sealed class Deliveries : IReceiveObserver
{
    private int _begun;
    private int _ended;

    /// <summary>Those that have ended, whatever came of them.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Those that consumers are at work on.</summary>
    public int InHand => Volatile.Read(ref _begun) - Ended;

    public Task PreReceive(ReceiveContext context) => Count(context, ref _begun);

    public Task PostReceive(ReceiveContext context) => Count(context, ref _ended);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Count(context, ref _ended);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private static Task Count(ReceiveContext context, ref int deliveries)
    {
        if (context.InputAddress.AbsolutePath.EndsWith("/work", StringComparison.Ordinal))
            Interlocked.Increment(ref deliveries);
        return Task.CompletedTask;
    }
}
