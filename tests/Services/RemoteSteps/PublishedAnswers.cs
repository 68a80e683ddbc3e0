using System.Collections.Concurrent;
using MassTransit;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>What a replica has published, repetitions under one MessageId included.</summary>
internal sealed class PublishedAnswers : IPublishObserver
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Answer<object>>> _first = new();
    private readonly ConcurrentQueue<Guid?> _conversations = new();

    /// <summary>Waits for the first message of a conversation.</summary>
    public Task<Answer<object>> FirstAsync(Guid conversation, CancellationToken cancellationToken) =>
        First(conversation).Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>How many messages a conversation has had so far.</summary>
    public int Count(Guid conversation) => _conversations.Count(c => c == conversation);

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class
    {
        _conversations.Enqueue(context.ConversationId);
        if (context.ConversationId is { } conversation)
            First(conversation).TrySetResult(new Answer<object>(context.Message, context.MessageId));
        return Task.CompletedTask;
    }

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private TaskCompletionSource<Answer<object>> First(Guid conversation) =>
        _first.GetOrAdd(conversation, _ => new TaskCompletionSource<Answer<object>>(
            TaskCreationOptions.RunContinuationsAsynchronously
        ));
}
