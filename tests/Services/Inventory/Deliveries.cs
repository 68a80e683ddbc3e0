using System.Collections.Concurrent;
using MassTransit;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>
/// Tells when a message that was sent has been consumed, with all tries, and what it sends is on its way.
/// </summary>
internal sealed class Deliveries : IReceiveObserver
{
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<TaskCompletionSource>> _awaited = new();

    /// <summary>Ends when the message is consumed the next time.</summary>
    public Task Next(Guid messageId)
    {
        var consumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.GetOrAdd(messageId, static _ => new()).Enqueue(consumed);
        return consumed.Task;
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        if (
            context.GetMessageId() is { } messageId
            && _awaited.TryGetValue(messageId, out var waiting)
            && waiting.TryDequeue(out var consumed)
        )
            consumed.SetResult();
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
