using EventDriven.EntryApi.Changes;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

/// <summary>Adds what happened to an order to its timeline, and wakes the clients that wait for it.</summary>
public sealed class OrderStatusChangedConsumer(TimelineProjection timeline, OrderChanges changes)
    : IConsumer<OrderStatusChanged>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        if (await timeline.AddAsync(context.Message, context.CancellationToken))
            changes.Heard(context.Message.OrderId);
    }
}
