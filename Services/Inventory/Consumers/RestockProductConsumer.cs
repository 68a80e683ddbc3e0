using System.Data;
using EventDriven.Contracts.Inventory;
using EventDriven.Inventory.Domain;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Consumers;

/// <summary>
/// Adds what has come into the warehouse, and answers with the new stock. Its queue has no outbox, for who asked waits
/// for the answer: the transaction is opened here, and the answer leaves after its end. One that is lost is given again
/// to whoever asks again.
/// </summary>
public sealed class RestockProductConsumer(InventoryDbContext database, Warehouse warehouse) : IConsumer<RestockProduct>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<RestockProduct> context)
    {
        var (message, cancel) = (context.Message, context.CancellationToken);

        object answer;
        await using (
            var transaction = await database.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel)
        )
        {
            answer = await warehouse.Restock(message.RestockId, message.Sku, message.Quantity, cancel);
            await transaction.CommitAsync(cancel);
        }

        await context.RespondAsync(answer);
    }
}
