using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>What differs from test to test in the consumer and in the order's saga.</summary>
public sealed class Script
{
    /// <summary>
    /// Runs in <see cref="WorkConsumer"/>, after it has added its effect and published <see cref="WorkDone"/>.
    /// </summary>
    public Func<ConsumeContext<DoWork>, ShopDbContext, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs when an order is changed, after the change is counted.</summary>
    public Func<BehaviorContext<Order, ChangeOrder>, Task> Change { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a change does that finds no order; null leaves it to MassTransit.</summary>
    public Func<
        IMissingInstanceConfigurator<Order, ChangeOrder>,
        IPipe<ConsumeContext<ChangeOrder>>
    >? MissingOrder { get; set; }

    public bool InsertsOnInitial { get; set; }

    public bool CompletesWhenFinal { get; set; } = true;
}
