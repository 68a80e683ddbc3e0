using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>
/// Adds a delivery to the stock, and responds with the new stock. A repeated request, after a lost response, gets the
/// same response.
/// </summary>
public sealed class RestockProductConsumer(Warehouse warehouse) : IConsumer<RestockProduct>
{
    public async Task Consume(ConsumeContext<RestockProduct> context)
    {
        var (message, cancel) = (context.Message, context.CancellationToken);
        await context.RespondAsync(await warehouse.Restock(message.RestockId, message.Sku, message.Quantity, cancel));
    }
}
