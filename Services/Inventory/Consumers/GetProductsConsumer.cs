using EventDriven.Contracts.Inventory;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Inventory.Consumers;

/// <summary>Responds with the catalogue and the stock.</summary>
public sealed class GetProductsConsumer(InventoryDbContext database) : IConsumer<GetProducts>
{
    public async Task Consume(ConsumeContext<GetProducts> context)
    {
        var products = await database.Products.AsNoTracking().ToListAsync(context.CancellationToken);

        await context.RespondAsync(
            new ProductCatalogue
            {
                Products =
                [
                    .. products
                        .OrderBy(product => product.Sku, StringComparer.Ordinal)
                        .Select(product => product.ToContract()),
                ],
            }
        );
    }
}
