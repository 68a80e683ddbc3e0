using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>Holds stock for an order, all lines or none, and answers StockReserved or StockShort.</summary>
public sealed class ReserveStockConsumer(Warehouse warehouse) : IConsumer<ReserveStock>
{
    public async Task Consume(ConsumeContext<ReserveStock> context) =>
        await context.AnswerAsync(
            await warehouse.Reserve(
                context.Message.OrderId,
                context.OrderEpoch(),
                context.Message.Lines,
                context.CancellationToken
            )
        );
}
