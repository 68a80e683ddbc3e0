using System.Collections.Concurrent;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>What a host's observers have received, in the order of arrival.</summary>
public sealed class Inbound
{
    private readonly ConcurrentQueue<(Guid? MessageId, object Message)> _messages = new();

    public void Add(Guid? messageId, object message) => _messages.Enqueue((messageId, message));

    public IReadOnlyList<T> All<T>() => [.. _messages.Select(inbound => inbound.Message).OfType<T>()];

    public IReadOnlyList<Guid?> Ids<T>() =>
        [.. _messages.Where(inbound => inbound.Message is T).Select(inbound => inbound.MessageId)];
}
