using System.Collections.Concurrent;
using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>What the observers have received, in the order of arrival.</summary>
public sealed class Seen
{
    private readonly ConcurrentQueue<ConsumeContext> _contexts = new();

    public void Add(ConsumeContext context) => _contexts.Enqueue(context);

    public IReadOnlyList<ConsumeContext<T>> Contexts<T>()
        where T : class => [.. _contexts.OfType<ConsumeContext<T>>()];

    public IReadOnlyList<T> All<T>()
        where T : class => [.. Contexts<T>().Select(context => context.Message)];
}
