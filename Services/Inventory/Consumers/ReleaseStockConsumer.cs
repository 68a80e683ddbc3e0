using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>Releases what is held for an order, if anything is, and answers StockReleased.</summary>
public sealed class ReleaseStockConsumer(Warehouse warehouse) : IConsumer<ReleaseStock>
{
    public async Task Consume(ConsumeContext<ReleaseStock> context) =>
        await context.AnswerAsync(
            await warehouse.Release(context.Message.OrderId, context.OrderEpoch(), context.CancellationToken)
        );
}
