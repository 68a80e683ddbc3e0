using EventDriven.Contracts.Orders;
using EventDriven.Sagas;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.Orchestrator;

/// <summary>Tells read models what they lack.</summary>
public sealed class OrderHistoriesConsumer(OrdersDbContext db, IOptions<SagaOptions> options)
    : IConsumer<GetOrderHistory>,
        IConsumer<ListOrders>
{
    private const int PageSize = 500;

    public async Task Consume(ConsumeContext<GetOrderHistory> context)
    {
        var (orderId, cancel) = (context.Message.OrderId, context.CancellationToken);
        var order = await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.CorrelationId == orderId, cancel);
        // Of an order that has not begun, a cancellation may be known.
        if (order is null or { Sequence: 0 })
        {
            await context.RespondAsync(new OrderHistoryUnknown { OrderId = orderId });
            return;
        }

        // An entry that was added after the order was read would lack its details.
        var entries = await db
            .OrderHistory.AsNoTracking()
            .Where(entry => entry.OrderId == orderId && entry.Epoch == order.Epoch && entry.Sequence <= order.Sequence)
            .OrderBy(entry => entry.Sequence)
            .ToListAsync(cancel);
        await context.RespondAsync(
            new OrderHistory
            {
                OrderId = orderId,
                Entries =
                [
                    .. entries[..^1].Select(order.Describe),
                    order.DescribeLatest(entries[^1], order.DeadlineAt, options.Value),
                ],
                CancelRequested = order.CancelRequested,
            }
        );
    }

    public async Task Consume(ConsumeContext<ListOrders> context)
    {
        var begun = db.Orders.Where(order => order.Sequence > 0);
        if (context.Message.After is { } after)
            begun = begun.Where(order => order.CorrelationId > after);
        await context.RespondAsync(
            new OrderPositions
            {
                Orders = await begun
                    .OrderBy(order => order.CorrelationId)
                    .Take(PageSize)
                    .Select(order => new OrderPosition
                    {
                        OrderId = order.CorrelationId,
                        Epoch = order.Epoch,
                        Sequence = order.Sequence,
                        UpdatedAt = order.UpdatedAt,
                    })
                    .ToListAsync(context.CancellationToken),
            }
        );
    }
}
