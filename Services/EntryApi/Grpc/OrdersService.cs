using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Grpc;

/// <summary>Orders over gRPC, as orders.proto describes them. The logic is shared with the REST API.</summary>
public sealed class OrdersService(OrderDesk desk, OrderFeed feed, StreamLimit limit, TimeProvider time)
    : V1.Orders.OrdersBase
{
    // A stream needs no heartbeat of its own: HTTP/2 pings show that the client is there.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public override async Task<V1.Order> Submit(V1.SubmitRequest request, ServerCallContext context)
    {
        var result = await desk.Place(
            CallerOf(context),
            request.IdempotencyKey,
            Messages.Of(request),
            context.CancellationToken
        );
        return result.Result is Accepted<OrderView> accepted
            ? Messages.Of(accepted.Value!)
            : throw Refusal.Of((ProblemHttpResult)result.Result);
    }

    /// <inheritdoc />
    public override async Task<V1.Order> Get(V1.GetRequest request, ServerCallContext context) =>
        Messages.Of(OrderView.Of(await Find(request.OrderId, context)));

    /// <inheritdoc />
    public override async Task<V1.Cancellation> Cancel(V1.CancelRequest request, ServerCallContext context)
    {
        var result = await desk.Cancel(
            CallerOf(context),
            request.IdempotencyKey,
            OrderId(request.OrderId),
            Messages.Of(request),
            context.CancellationToken
        );
        return result.Result is Accepted<CancellationView> accepted
            ? Messages.Of(accepted.Value!)
            : throw Refusal.Of((ProblemHttpResult)result.Result);
    }

    /// <inheritdoc />
    public override async Task Watch(
        V1.WatchRequest request,
        IServerStreamWriter<V1.TimelineEntry> responseStream,
        ServerCallContext context
    )
    {
        var order = await Find(request.OrderId, context);
        if (request.AfterSequence < 0 || request.AfterSequence > (order.Latest?.Sequence ?? 0))
            throw Failure(
                StatusCode.OutOfRange,
                "after_sequence must be the sequence of an entry of this order, or 0."
            );
        var caller = CallerOf(context);
        using var stream = limit.TryOpen(caller.Id) ?? throw Refusal.Of(Problem.TooManyStreams());

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
        Guid.TryParseExact(id, "D", out var orderId) ? orderId : throw Refusal.Field("order_id", "must be a UUID.");

    private async Task<Order> Find(string id, ServerCallContext context)
    {
        var orderId = OrderId(id);
        return await desk.Find(orderId, CallerOf(context), context.CancellationToken)
            ?? throw Refusal.Of(Problem.UnknownOrder(orderId));
    }
}
