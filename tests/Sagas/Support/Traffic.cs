using System.Collections.Concurrent;
using MassTransit;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>Sees what the saga sends and publishes, and when a message that it was given is done with.</summary>
internal sealed class Traffic : ISendObserver, IPublishObserver, IReceiveObserver
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Exception?>> _expected = [];
    private readonly ConcurrentDictionary<Guid, Exception> _faults = [];
    private readonly ConcurrentQueue<(string? Queue, object Message)> _outgoing = [];

    /// <summary>What went out for the order, in order: to a queue, or published (no queue).</summary>
    public IReadOnlyList<(string? Queue, object Message)> Of(Guid orderId) =>
        [.. _outgoing.Where(sent => Samples.OrderIdOf(sent.Message) == orderId)];

    /// <summary>Ends when the message has been consumed, with the exception if it faulted.</summary>
    public Task<Exception?> Consumed(Guid messageId) =>
        _expected
            .GetOrAdd(messageId, _ => new TaskCompletionSource<Exception?>(
                TaskCreationOptions.RunContinuationsAsynchronously
            ))
            .Task;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Record(context.DestinationAddress?.AbsolutePath.Trim('/'), context.Message);

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Record(queue: null, context.Message);

    public Task PostReceive(ReceiveContext context) => Done(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Done(context);

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        _faults[context.MessageId!.Value] = exception;
        return Task.CompletedTask;
    }

    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    private Task Record(string? queue, object message)
    {
        if (queue != Contracts.Queues.Orders && Samples.OrderIdOf(message) is not null)
            _outgoing.Enqueue((queue, message));
        return Task.CompletedTask;
    }

    private Task Done(ReceiveContext context)
    {
        if (context.GetMessageId() is { } id)
        {
            Consumed(id);
            _expected[id].TrySetResult(_faults.GetValueOrDefault(id));
        }

        return Task.CompletedTask;
    }
}
