using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Conditions;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>
/// Orders over HTTP: placed, looked at, waited for, followed, cancelled, reviewed. A customer does so with its own; an
/// operator with anybody's, and reviews.
/// </summary>
public static class OrderEndpoints
{
    /// <summary>The largest body that is read: four times what the largest acceptable order takes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    // Shorter than what proxies on the way usually allow a connection to be silent.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Maps the routes of this resource. An id that is no GUID names no order, and so finds no route: 404.
    /// </summary>
    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints
            .MapGroup("/orders")
            .WithTags("Orders")
            .RequireAuthorization(Policies.Orders)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter<RetryAfterFilter>();
        orders.MapPost("", Place).WithName("placeOrder").FailsAsCommand().FailsWhenRepeated();
        orders.MapGet("", OrderList.Get).WithName("listOrders").Fails(ProblemTypes.InvalidParameter);
        orders
            .MapGet("{orderId:guid}", Get)
            .WithName("getOrder")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified))
            .Fails(ProblemTypes.UnknownOrder);
        orders
            .MapGet("{orderId:guid}/events", Follow)
            .WithName("followOrder")
            .DisableRequestTimeout()
            .Fails(ProblemTypes.InvalidParameter)
            .Fails(ProblemTypes.UnknownOrder)
            .Fails(ProblemTypes.TooManyStreams);
        orders
            .MapPost("{orderId:guid}/cancellation", Cancel)
            .WithName("cancelOrder")
            .FailsAsCommand()
            .FailsWhenRepeated()
            .Fails(ProblemTypes.UnknownOrder)
            .Fails(ProblemTypes.TooLateToCancel);
        orders
            .MapPost("{orderId:guid}/review", Decide)
            .WithName("reviewPayment")
            .RequireAuthorization(Policies.Operate)
            .FailsAsCommand()
            .FailsWhenRepeated()
            .Fails(ProblemTypes.UnknownOrder)
            .Fails(ProblemTypes.NotAwaitingReview, ProblemTypes.AlreadyDecided);
    }

    /// <summary>
    /// Places an order: 202 and where to look. A client that prefers to wait gets 200 and the end, when it comes in
    /// time. Whether a client waits or goes away, the order goes on.
    /// </summary>
    public static async Task<Results<Accepted<OrderView>, Ok<OrderView>, ProblemHttpResult>> Place(
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        PlaceOrder request,
        Caller caller,
        OrderDesk desk,
        OrderWait wait,
        HttpContext http,
        ILogger<OrderDesk> logger,
        CancellationToken cancel
    )
    {
        var result = (await desk.Place(caller, idempotencyKey, request, cancel)).Result;
        if (result is not Accepted<OrderView> accepted)
            return (ProblemHttpResult)result;

        try
        {
            if (
                Preference.Wait(http.Request) is not null
                && await wait.Until(
                    order => OrderStates.IsEnd(order.State),
                    accepted.Value!.OrderId,
                    caller,
                    http,
                    cancel
                )
                    is { } order
                && OrderStates.IsEnd(order.State)
            )
            {
                http.Response.Headers.Location = accepted.Location;
                return Current(http, order);
            }
        }
        catch (Exception exception) when (ServiceDatabase.IsAway(exception))
        {
            // Accepted it is, whatever became of the wait: to say anything else would be wrong.
            logger.LogWarning(
                exception,
                "Order {OrderId} was accepted, and could not be waited for",
                accepted.Value!.OrderId
            );
        }

        return accepted;
    }

    /// <summary>
    /// An order as far as this service has heard. A client that names the version that it has (If-None-Match) is told
    /// 304 while there is no other, and if it prefers to wait, only after that long.
    /// </summary>
    public static async Task<Results<Ok<OrderView>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        Guid orderId,
        Caller caller,
        OrderWait wait,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var order = await wait.Until(
            order => !EntityTag.IsKnown(http.Request, EntityTag.Of(order)),
            orderId,
            caller,
            http,
            cancel
        );
        if (order is null)
            return Problem.UnknownOrder(orderId);

        var view = Current(http, order);
        return EntityTag.IsKnown(http.Request, EntityTag.Of(order))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : view;
    }

    /// <summary>
    /// What happens to an order, as server-sent events (WHATWG HTML, section 9.2): one for each entry of its timeline,
    /// whose id is the sequence. With Last-Event-ID it continues after that entry; an id beyond the timeline is
    /// answered with 400. The stream ends after the final state; the next request is answered with 204, and browsers
    /// stop. It also ends when the token is no longer accepted; the next request is then answered with 401.
    /// </summary>
    public static async Task<Results<ServerSentEventsResult<TimelineEntryView>, NoContent, ProblemHttpResult>> Follow(
        Guid orderId,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        Caller caller,
        OrderDesk desk,
        OrderFeed feed,
        StreamLimit limit,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var after = 0;
        if (
            !string.IsNullOrEmpty(lastEventId)
            && !int.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out after)
        )
            return NoEventOf(orderId);
        if (await desk.Find(orderId, caller, cancel) is not { } order)
            return Problem.UnknownOrder(orderId);
        // As Watch does over gRPC. To wait for that entry would skip those before it, the last one perhaps included.
        if (after > (order.Latest?.Sequence ?? 0))
            return NoEventOf(orderId);
        if (OrderStates.IsEnd(order.State) && after == order.Latest!.Sequence)
            return TypedResults.NoContent();
        if (limit.TryOpen(caller.Id) is not { } stream)
            return Problem.TooManyStreams();

        http.Response.RegisterForDispose(stream);
        // For proxies that would keep the events until they have enough of them.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Events(feed, orderId, after, caller.Until, cancel));
    }

    /// <summary>Asks for an order to be undone.</summary>
    public static Task<Results<Accepted<CancellationView>, ProblemHttpResult>> Cancel(
        Guid orderId,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        RequestCancellation request,
        Caller caller,
        OrderDesk desk,
        CancellationToken cancel
    ) => desk.Cancel(caller, idempotencyKey, orderId, request, cancel);

    /// <summary>An operator's decision on a payment that waits for review.</summary>
    public static Task<Results<Accepted<ReviewView>, ProblemHttpResult>> Decide(
        Guid orderId,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        DecideReview request,
        Caller caller,
        OrderDesk desk,
        CancellationToken cancel
    ) => desk.Decide(caller, idempotencyKey, orderId, request, cancel);

    private static async IAsyncEnumerable<SseItem<TimelineEntryView>> Events(
        OrderFeed feed,
        Guid orderId,
        int after,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // At once, so that the client knows that it is connected, and how soon to come back.
        yield return Silence();
        await foreach (var entry in feed.Follow(orderId, after, Heartbeat, until, cancel))
        {
            yield return entry is null
                ? Silence()
                : new SseItem<TimelineEntryView>(TimelineEntryView.Of(entry), "change")
                {
                    EventId = $"{entry.Sequence}",
                };
        }

        static SseItem<TimelineEntryView> Silence() =>
            new(null!, "heartbeat") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
    }

    private static ProblemHttpResult NoEventOf(Guid orderId) =>
        Problem.Parameter(
            "Last-Event-ID",
            $"must be the id of an event of order {orderId}. Open a new stream without it to start from the beginning."
        );

    private static Ok<OrderView> Current(HttpContext http, Order order)
    {
        http.Response.GetTypedHeaders().ETag = EntityTag.Of(order);
        return TypedResults.Ok(OrderView.Of(order));
    }
}
