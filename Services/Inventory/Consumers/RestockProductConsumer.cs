using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>
/// Adds what has come into the warehouse, and responds with the new stock. A client that repeats the request, because
/// the response was lost, gets the same response.
/// </summary>
public sealed class RestockProductConsumer(Warehouse warehouse) : IConsumer<RestockProduct>
{
    public async Task Consume(ConsumeContext<RestockProduct> context)
    {
        var (message, cancel) = (context.Message, context.CancellationToken);
        await context.RespondAsync(await warehouse.Restock(message.RestockId, message.Sku, message.Quantity, cancel));
    }
}
