using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

/// <summary>Adds what happened to an order to its timeline, and wakes the clients that wait for it.</summary>
public sealed class OrderStatusChangedConsumer(TimelineProjection timeline, OrderChanges changes, TimeProvider time)
    : IConsumer<OrderStatusChanged>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var message = context.Message;
        if (!await timeline.AddAsync(message, context.CancellationToken))
            return;

        Meters.Projected("timeline", time.GetUtcNow() - message.At);
        changes.Heard(message.OrderId);
    }
}
