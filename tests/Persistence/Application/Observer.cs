using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>Stands for whoever listens elsewhere: it has no inbox, so that each delivery is seen.</summary>
public sealed class Observer<T>(Inbound inbound) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        inbound.Add(context.MessageId, context.Message);
        return Task.CompletedTask;
    }
}
