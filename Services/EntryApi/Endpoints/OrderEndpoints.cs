using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Endpoints.Conditions;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Endpoints;

public static class OrderEndpoints
{
    /// <summary>Four times the size of the largest valid order.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    // Proxies usually allow longer silences.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints
            .MapGroup("/orders")
            .WithTags("Orders")
            .RequireAuthorization(Policies.Orders)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        orders.MapPost("", Place).WithName("placeOrder").FailsAsCommand().FailsWhenRepeated();
        orders.MapGet("", OrderList.Get).WithName("listOrders").Fails(ErrorKind.InvalidParameter);
        orders
            .MapGet("{orderId:guid}", Get)
            .WithName("getOrder")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified))
            .Fails(ErrorKind.UnknownOrder);
        orders
            .MapGet("{orderId:guid}/events", Follow)
            .WithName("followOrder")
            .Fails(ErrorKind.InvalidParameter, ErrorKind.UnknownOrder, ErrorKind.TooManyStreams)
            .DisableRequestTimeout();
        orders
            .MapPost("{orderId:guid}/cancellation", Cancel)
            .WithName("cancelOrder")
            .FailsAsCommand()
            .FailsWhenRepeated()
            .Fails(ErrorKind.UnknownOrder, ErrorKind.TooLateToCancel);
        orders
            .MapPost("{orderId:guid}/review", Decide)
            .WithName("reviewPayment")
            .RequireAuthorization(Policies.Operate)
            .FailsAsCommand()
            .FailsWhenRepeated()
            .Fails(ErrorKind.UnknownOrder, ErrorKind.NotAwaitingReview, ErrorKind.AlreadyDecided);
    }

    /// <summary>
    /// Places an order: 202 and where to find it. A client that prefers to wait gets 200 and the final state, if the
    /// order ends in time. The order goes on if the client disconnects.
    /// </summary>
    public static async Task<Results<Accepted<OrderView>, Ok<OrderView>, Problem>> Place(
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        PlaceOrder request,
        Caller caller,
        PlaceOrderHandler handler,
        WaitForOrder wait,
        HttpContext http,
        ILogger<PlaceOrderHandler> logger,
        CancellationToken cancel
    )
    {
        var result = await handler.Handle(caller, idempotencyKey, request, cancel);
        if (!result.TryGet(out var order, out var error))
            return new Problem(error);

        try
        {
            if (
                Preference.Wait(http.Request) is { } longest
                && (
                    await wait.Until(
                        order => OrderStates.IsEnd(order.State),
                        order.Id,
                        caller,
                        longest,
                        wait => Grant(http, wait),
                        cancel
                    )
                ).TryGet(out var ended, out _)
                && OrderStates.IsEnd(ended.State)
            )
            {
                http.Response.Headers.Location = $"/orders/{order.Id}";
                return Current(http, ended);
            }
        }
        catch (Exception exception) when (TransientErrors.Is(exception))
        {
            // The order is accepted: any other answer would be wrong.
            logger.LogWarning(exception, "Order {OrderId} was accepted, and could not be waited for", order.Id);
        }

        return Accepted(http, order.Id, OrderView.AsAccepted(order));
    }

    /// <summary>
    /// An order. With If-None-Match, 304 if there is no other version; if the client prefers to wait, only after that
    /// time.
    /// </summary>
    public static async Task<Results<Ok<OrderView>, StatusCodeHttpResult, Problem>> Get(
        Guid orderId,
        Caller caller,
        WaitForOrder wait,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var result = await wait.Until(
            order => !EntityTag.IsKnown(http.Request, EntityTag.Of(order)),
            orderId,
            caller,
            Preference.Wait(http.Request),
            wait => Grant(http, wait),
            cancel
        );
        if (!result.TryGet(out var order, out var error))
            return new Problem(error);

        var view = Current(http, order);
        return EntityTag.IsKnown(http.Request, EntityTag.Of(order))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : view;
    }

    /// <summary>
    /// An order's timeline as server-sent events (WHATWG HTML, section 9.2), whose id is the sequence. With
    /// Last-Event-ID it continues after that entry; an id beyond the timeline is answered with 400. The stream ends
    /// after the final state (the next request is answered with 204, and browsers stop) and when the token is no longer
    /// accepted (401).
    /// </summary>
    public static async Task<Results<ServerSentEventsResult<TimelineEntryView>, NoContent, Problem>> Follow(
        Guid orderId,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        Caller caller,
        OrderQueries orders,
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
        if (!(await orders.Find(orderId, caller, cancel)).TryGet(out var order, out var error))
            return new Problem(error);
        // To wait for that entry would skip those before it.
        if (after > order.Sequence)
            return NoEventOf(orderId);
        if (OrderStates.IsEnd(order.State) && after == order.Sequence)
            return TypedResults.NoContent();
        if (limit.TryOpen(caller.Id) is not { } stream)
            return new Problem(Error.TooManyStreams());

        http.Response.RegisterForDispose(stream);
        // For proxies that buffer responses.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Events(feed, orderId, after, caller.Until, cancel));
    }

    /// <summary>Requests the cancellation of an order.</summary>
    public static async Task<Results<Accepted<CancellationView>, Problem>> Cancel(
        Guid orderId,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        RequestCancellation request,
        Caller caller,
        CancelOrderHandler handler,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var result = await handler.Handle(caller, idempotencyKey, orderId, request, cancel);
        return result.TryGet(out var cancellation, out var error)
            ? Accepted(http, orderId, CancellationView.AsAccepted(cancellation))
            : new Problem(error);
    }

    /// <summary>An operator's decision on a payment that waits for review.</summary>
    public static async Task<Results<Accepted<ReviewView>, Problem>> Decide(
        Guid orderId,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        DecideReview request,
        Caller caller,
        DecideReviewHandler handler,
        HttpContext http,
        CancellationToken cancel
    )
    {
        var result = await handler.Handle(caller, idempotencyKey, orderId, request, cancel);
        return result.TryGet(out var review, out var error)
            ? Accepted(http, orderId, ReviewView.Of(review))
            : new Problem(error);
    }

    private static async IAsyncEnumerable<SseItem<TimelineEntryView>> Events(
        OrderFeed feed,
        Guid orderId,
        int after,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // At once, so that the client knows when it is connected, and when to reconnect.
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

    private static Problem NoEventOf(Guid orderId) =>
        new(
            Error.Field(
                ErrorKind.InvalidParameter,
                "Last-Event-ID",
                $"must be the id of an event of order {orderId}. "
                    + "Open a new stream without it to start from the beginning."
            )
        );

    private static Accepted<T> Accepted<T>(HttpContext http, Guid orderId, T view)
    {
        http.Response.Headers.RetryAfter = "1";
        return TypedResults.Accepted($"/orders/{orderId}", view);
    }

    private static Ok<OrderView> Current(HttpContext http, Order order)
    {
        http.Response.GetTypedHeaders().ETag = EntityTag.Of(order);
        return TypedResults.Ok(OrderView.Of(order));
    }

    private static void Grant(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers["Preference-Applied"] = $"wait={wait.TotalSeconds:0}";
        // The wait may take longer than a request without one.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
    }
}
