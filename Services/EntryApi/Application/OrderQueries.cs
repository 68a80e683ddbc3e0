using EventDriven.EntryApi.Security;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Application;

public sealed class OrderQueries(EntryApiDbContext db)
{
    public async Task<Result<Order>> Find(Guid orderId, Caller caller, CancellationToken cancel)
    {
        var order = await caller
            .Sees(db.Orders)
            .AsNoTracking()
            .AsSplitQuery()
            .Include(order => order.Lines)
            .Include(order => order.Timeline)
            .Include(order => order.Cancellation)
            .Include(order => order.Review)
            .SingleOrDefaultAsync(order => order.Id == orderId, cancel);
        return order is not null
            ? order
            : new Error(
                ErrorKind.UnknownOrder,
                $"There is no order {orderId} that this caller may see: GET /orders lists those."
            );
    }

    /// <summary>Orders with their timelines, latest first.</summary>
    public Task<List<Order>> List(OrderFilter filter, int limit, Caller caller, CancellationToken cancel)
    {
        var orders = caller.Sees(db.Orders).AsNoTracking();
        // The first half bounds the index: with the OR alone, PostgreSQL would read all earlier pages.
        if (filter.After is var (at, id))
            orders = orders.Where(order => order.SubmittedAt <= at && (order.SubmittedAt < at || order.Id < id));
        if (filter.CustomerId is { } customer)
            orders = orders.Where(order => order.CustomerId == customer);
        if (filter.From is { } from)
            orders = orders.Where(order => order.SubmittedAt >= from);
        if (filter.To is { } to)
            orders = orders.Where(order => order.SubmittedAt < to);
        if (filter.State is { } state)
            orders = In(state, orders);
        return orders
            .OrderByDescending(order => order.SubmittedAt)
            .ThenByDescending(order => order.Id)
            .Take(limit)
            .Include(order => order.Timeline)
            .ToListAsync(cancel);
    }

    // Open orders are few, so their state is looked up in the timeline.
    private static IQueryable<Order> In(string state, IQueryable<Order> orders)
    {
        if (OrderStates.IsEnd(state))
            return orders.Where(order => order.EndedAs == state);
        orders = orders.Where(order => order.EndedAs == null);
        return state == Order.Submitted
            ? orders.Where(order => order.Timeline.Count == 0)
            : orders.Where(order =>
                order
                    .Timeline.OrderByDescending(entry => entry.Epoch)
                    .ThenByDescending(entry => entry.Sequence)
                    .First()
                    .State == state
            );
    }
}
