using EventDriven.Contracts.Orders;
using MassTransit;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>Keeps the read model.</summary>
internal sealed class TimelinesConsumer(Timelines timelines) : IConsumer<OrderStatusChanged>
{
    public Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        timelines.Add(context.Message);
        return Task.CompletedTask;
    }
}
