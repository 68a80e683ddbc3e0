using System.Collections.Concurrent;
using MassTransit;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>A broker that refuses an answer when it is published, a few times.</summary>
internal sealed class BrokenBroker<TAnswer>(int failures) : IPublishObserver
{
    /// <summary>The ids of what was offered, refused or not.</summary>
    public ConcurrentQueue<Guid?> MessageIds { get; } = [];

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class
    {
        if (context.Message is not TAnswer)
            return Task.CompletedTask;

        MessageIds.Enqueue(context.MessageId);
        return MessageIds.Count <= failures
            ? throw new IOException("The broker does not confirm.")
            : Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
