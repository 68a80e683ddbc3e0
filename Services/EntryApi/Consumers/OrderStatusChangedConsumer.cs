using EventDriven.EntryApi.Changes;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

public sealed class OrderStatusChangedConsumer(TimelineProjection timeline, OrderChanges changes)
    : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        if (await timeline.AddAsync(context.Message, context.CancellationToken))
            changes.Heard(context.Message.OrderId);
    }
}
