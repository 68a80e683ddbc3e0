using EventDriven.Contracts;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Consumers;

/// <summary>These personal data are neither logged nor stored elsewhere.</summary>
public sealed class GetCustomerDetailsConsumer(EntryApiDbContext db) : IConsumer<GetCustomerDetails>
{
    public async Task Consume(ConsumeContext<GetCustomerDetails> context)
    {
        var (orderId, cancel) = (context.Message.OrderId, context.CancellationToken);
        var order = await db.Orders.AsNoTracking().FirstOrDefaultAsync(o => o.Id == orderId, cancel);
        await (
            order is null
                ? context.RespondAsync(new CustomerDetailsUnknown { OrderId = orderId })
                : context.RespondAsync(
                    new CustomerDetails
                    {
                        OrderId = orderId,
                        Email = order.Email,
                        ShipTo = order.ShipTo.ToContract(),
                    }
                )
        );
    }
}
