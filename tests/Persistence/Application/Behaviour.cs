using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>
/// What <see cref="WorkConsumer"/> does in a test, after it has recorded its effect and published
/// <see cref="WorkDone"/>.
/// </summary>
public sealed class Behaviour
{
    public Func<ConsumeContext<DoWork>, OrdersDbContext, Task> Work { get; set; } = (_, _) => Task.CompletedTask;
}
