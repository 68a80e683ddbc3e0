using EventDriven.Contracts.Shipping;
using EventDriven.Inventory.Domain;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>Lets what was held for an order leave for good, and says so once with StockCommitted.</summary>
public sealed class ShipmentDispatchedConsumer(Warehouse warehouse) : IConsumer<ShipmentDispatched>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<ShipmentDispatched> context)
    {
        if (await warehouse.Commit(context.Message.OrderId, context.CancellationToken) is { } step)
            await context.Publish(
                step.ReadAnswer(),
                publish => publish.MessageId = step.AnswerId,
                context.CancellationToken
            );
    }
}
