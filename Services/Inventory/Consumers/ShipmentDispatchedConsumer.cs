using EventDriven.Contracts.Shipping;
using EventDriven.Inventory.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>Commits what was held for an order, and publishes StockCommitted.</summary>
public sealed class ShipmentDispatchedConsumer(Warehouse warehouse) : IConsumer<ShipmentDispatched>
{
    public async Task Consume(ConsumeContext<ShipmentDispatched> context) =>
        await context.AnswerAsync(await warehouse.Commit(context.Message.OrderId, context.CancellationToken));
}
