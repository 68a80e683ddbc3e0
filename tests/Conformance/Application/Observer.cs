using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>Stands for whoever listens elsewhere: it has no inbox, so that each delivery is seen.</summary>
public sealed class Observer<T>(Seen seen) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        seen.Add(context);
        return Task.CompletedTask;
    }
}
