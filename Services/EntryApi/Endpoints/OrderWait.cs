using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Conditions;
using EventDriven.EntryApi.Security;
using Microsoft.AspNetCore.Http.Timeouts;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>Waits for an order as long as the client would rather wait than ask again.</summary>
public sealed class OrderWait(OrderDesk desk, OrderChanges changes, WaitLimit limit, TimeProvider time)
{
    /// <summary>
    /// The order as soon as it is as wanted, or as it is when the client's time is up or there is no wait to be had;
    /// null when there is none that the caller may see. The answer says how long the server is ready to wait, if it is.
    /// </summary>
    public async Task<Order?> Until(
        Func<Order, bool> isAsWanted,
        Guid orderId,
        Caller caller,
        HttpContext http,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(isAsWanted);
        var order = await desk.Find(orderId, caller, cancel);
        if (order is null || Preference.Wait(http.Request) is not { } wait)
            return order;

        var isWanted = isAsWanted(order);
        using var place = isWanted ? null : limit.TryOpen(caller.Id);
        if (!isWanted && place is null)
            return order;
        Preference.Applied(http.Response, wait);
        if (isWanted)
            return order;

        // From here on the client's time is what counts, and not what a request may take that does not ask to wait.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var began = time.GetTimestamp();
        for (
            var left = wait;
            left > TimeSpan.Zero && await changes.Next(orderId, OrderVersion.Of(order), left, cancel);

        )
        {
            if (await desk.Find(orderId, caller, cancel) is { } now)
                order = now;
            if (isAsWanted(order))
                return order;
            left = wait - time.GetElapsedTime(began);
        }

        return order;
    }
}
