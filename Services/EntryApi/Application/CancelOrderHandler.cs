using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Security;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Application;

/// <summary>
/// Requests the cancellation of an order, unless it is known to be too late. Otherwise the saga decides. A second
/// request, by any caller, has the same answer and sends nothing.
/// </summary>
public sealed class CancelOrderHandler(
    EntryApiDbContext db,
    IdempotentCommands commands,
    OrderQueries orders,
    RequestCancellationValidator validator
)
{
    public async Task<Result<Cancellation>> Handle(
        Caller caller,
        string? idempotencyKey,
        Guid orderId,
        RequestCancellation request,
        CancellationToken cancel
    )
    {
        using var command = commands.Begin(
            caller,
            idempotencyKey,
            $"POST /orders/{orderId}/cancellation",
            request,
            validator
        );
        if (command.Error is { } error)
            return error;
        if (!(await orders.Find(orderId, caller, cancel)).TryGet(out var order, out var unknown))
            return unknown;
        if (order.Cancellation is { } earlier)
            return AnswerAgain(earlier, command.Id, request);
        if (order.State == OrderStates.Dispatching || OrderStates.IsEnd(order.State))
            return new Error(ErrorKind.TooLateToCancel, $"The order is {order.State}.");

        var cancellation = new Cancellation
        {
            OrderId = orderId,
            RequestId = command.Id,
            RequestedAt = commands.Now,
            Reason = request.Reason!,
        };
        db.Cancellations.Add(cancellation);
        var stored = db.Cancellations.Where(c => c.OrderId == orderId);
        return await commands.TrySave(stored, cancellation.ToCommand(), cancel)
            ? cancellation
            : AnswerAgain(await stored.SingleAsync(cancel), command.Id, request);
    }

    private static Result<Cancellation> AnswerAgain(Cancellation earlier, Guid requestId, RequestCancellation request)
    {
        if (earlier.RequestId != requestId)
            return earlier.Refusal is { } refusal ? new Error(ErrorKind.TooLateToCancel, refusal) : earlier;
        return earlier.Reason == request.Reason ? earlier : new Error(ErrorKind.IdempotencyKeyReused);
    }
}
