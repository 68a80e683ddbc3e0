using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Grpc;

/// <summary>Orders over gRPC: what orders.proto promises, by the same desk and the same feed as over HTTP.</summary>
public sealed class OrdersService(OrderDesk desk, OrderFeed feed, StreamLimit limit, TimeProvider time)
    : V1.Orders.OrdersBase
{
    // Nothing is said then: HTTP/2's own pings show that the client is there.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public override Task<V1.Order> Submit(V1.SubmitRequest request, ServerCallContext context) =>
        Refusal.Told(async () =>
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
        });

    /// <inheritdoc />
    public override Task<V1.Order> Get(V1.GetRequest request, ServerCallContext context) =>
        Refusal.Told(async () => Messages.Of(OrderView.Of(await Find(request.OrderId, context))));

    /// <inheritdoc />
    public override Task<V1.Cancellation> Cancel(V1.CancelRequest request, ServerCallContext context) =>
        Refusal.Told(async () =>
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
        });

    /// <inheritdoc />
    public override Task Watch(
        V1.WatchRequest request,
        IServerStreamWriter<V1.TimelineEntry> responseStream,
        ServerCallContext context
    ) =>
        Refusal.Told(async () =>
        {
            var order = await Find(request.OrderId, context);
            if (request.AfterSequence < 0 || request.AfterSequence > (order.Latest?.Sequence ?? 0))
                throw new RpcException(
                    new Status(
                        StatusCode.OutOfRange,
                        "after_sequence must be the sequence of an entry of this order, or 0."
                    )
                );
            var caller = CallerOf(context);
            using var stream = limit.TryOpen(caller.Id) ?? throw Refusal.Of(Problem.TooManyStreams());

            var hasEnded = OrderState.IsEnd(order.State);
            await foreach (
                var entry in feed.Follow(
                    order.Id,
                    request.AfterSequence,
                    Pause,
                    caller.Until,
                    context.CancellationToken
                )
            )
            {
                if (entry is null)
                    continue;
                await responseStream.WriteAsync(Messages.Of(TimelineEntryView.Of(entry)), context.CancellationToken);
                hasEnded = OrderState.IsEnd(entry.State);
            }

            return hasEnded
                ? hasEnded
                : throw new RpcException(
                    time.GetUtcNow() < caller.Until
                        ? new Status(
                            StatusCode.Unavailable,
                            "This process is about to stop: go on after the last sequence that was received."
                        )
                        : new Status(
                            StatusCode.Unauthenticated,
                            "The token has expired: go on with a new one, after the last sequence that was received."
                        )
                );
        });

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
