using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Security;

namespace EventDriven.EntryApi.Application;

public sealed class WaitForOrder(OrderQueries orders, OrderChanges changes, WaitLimit limit, TimeProvider time)
{
    /// <summary>
    /// The order as soon as it is as wanted, or when the time is up; at once without a wait, or if the caller has too
    /// many open waits.
    /// </summary>
    /// <param name="granted">Called before the wait, if the caller may wait.</param>
    public async Task<Result<Order>> Until(
        Func<Order, bool> isAsWanted,
        Guid orderId,
        Caller caller,
        TimeSpan? wait,
        Action<TimeSpan> granted,
        CancellationToken cancel
    )
    {
        var found = await orders.Find(orderId, caller, cancel);
        if (!found.TryGet(out var order, out _) || wait is not { } longest)
            return found;

        var isWaiting = !isAsWanted(order);
        using var place = isWaiting ? limit.TryOpen(caller.Id) : null;
        if (isWaiting && place is null)
            return order;
        granted(longest);
        var (began, left) = (time.GetTimestamp(), longest);
        while (isWaiting && left > TimeSpan.Zero && await changes.Next(orderId, OrderVersion.Of(order), left, cancel))
        {
            if ((await orders.Find(orderId, caller, cancel)).TryGet(out var now, out _))
                order = now;
            isWaiting = !isAsWanted(order);
            left = longest - time.GetElapsedTime(began);
        }

        return order;
    }
}
