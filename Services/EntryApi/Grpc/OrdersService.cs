using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using Grpc.Core;

namespace EventDriven.EntryApi.Grpc;

public sealed class OrdersService(
    PlaceOrderHandler placeOrder,
    CancelOrderHandler cancelOrder,
    OrderQueries orders,
    OrderFeed feed,
    StreamLimit limit,
    TimeProvider time
) : V1.Orders.OrdersBase
{
    // A stream needs no heartbeat, because HTTP/2 has pings.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public override async Task<V1.Order> Submit(V1.SubmitRequest request, ServerCallContext context)
    {
        var order = await placeOrder.Handle(
            CallerOf(context),
            request.IdempotencyKey,
            Messages.Of(request),
            context.CancellationToken
        );
        return Messages.Of(OrderView.AsAccepted(order.ValueOrThrow()));
    }

    public override async Task<V1.Order> Get(V1.GetRequest request, ServerCallContext context) =>
        Messages.Of(OrderView.Of(await Find(request.OrderId, context)));

    public override async Task<V1.Cancellation> Cancel(V1.CancelRequest request, ServerCallContext context)
    {
        var cancellation = await cancelOrder.Handle(
            CallerOf(context),
            request.IdempotencyKey,
            OrderId(request.OrderId),
            Messages.Of(request),
            context.CancellationToken
        );
        return Messages.Of(CancellationView.AsAccepted(cancellation.ValueOrThrow()));
    }

    public override async Task Watch(
        V1.WatchRequest request,
        IServerStreamWriter<V1.TimelineEntry> responseStream,
        ServerCallContext context
    )
    {
        var order = await Find(request.OrderId, context);
        if (request.AfterSequence < 0 || request.AfterSequence > order.Sequence)
            throw Failure(
                StatusCode.OutOfRange,
                "after_sequence must be the sequence of an entry of this order, or 0."
            );
        var caller = CallerOf(context);
        using var stream = limit.TryOpen(caller.Id) ?? throw GrpcErrors.Exception(Error.TooManyStreams());

        var hasEnded = OrderStates.IsEnd(order.State);
        await foreach (
            var entry in feed.Follow(order.Id, request.AfterSequence, Pause, caller.Until, context.CancellationToken)
        )
        {
            if (entry is null)
                continue;
            await responseStream.WriteAsync(Messages.Of(TimelineEntryView.Of(entry)), context.CancellationToken);
            hasEnded = OrderStates.IsEnd(entry.State);
        }

        if (hasEnded)
            return;
        throw time.GetUtcNow() < caller.Until
            ? Failure(
                StatusCode.Unavailable,
                "This process is shutting down. Resume the stream after the last sequence that was received."
            )
            : Failure(
                StatusCode.Unauthenticated,
                "The token has expired. Resume the stream with a new token, after the last sequence that was received."
            );
    }

    private static RpcException Failure(StatusCode code, string detail) => new(new Status(code, detail));

    private static Caller CallerOf(ServerCallContext context) => Caller.Of(context.GetHttpContext());

    private static Guid OrderId(string id) =>
        Guid.TryParseExact(id, "D", out var orderId) ? orderId : throw GrpcErrors.Field("order_id", "must be a UUID.");

    private async Task<Order> Find(string id, ServerCallContext context) =>
        (await orders.Find(OrderId(id), CallerOf(context), context.CancellationToken)).ValueOrThrow();
}
