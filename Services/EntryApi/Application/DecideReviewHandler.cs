using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Security;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Application;

/// <summary>
/// Decides on a payment that waits for review. The first decision stands: the same one again has the same answer and
/// sends nothing; the opposite one is refused.
/// </summary>
public sealed class DecideReviewHandler(
    EntryApiDbContext db,
    IdempotentCommands commands,
    OrderQueries orders,
    DecideReviewValidator validator
)
{
    public async Task<Result<Review>> Handle(
        Caller caller,
        string? idempotencyKey,
        Guid orderId,
        DecideReview request,
        CancellationToken cancel
    )
    {
        using var command = commands.Begin(
            caller,
            idempotencyKey,
            $"POST /orders/{orderId}/review",
            request,
            validator
        );
        if (command.Error is { } error)
            return error;
        if (!(await orders.Find(orderId, caller, cancel)).TryGet(out var order, out var unknown))
            return unknown;
        if (order.Review is { } earlier)
            return AnswerAgain(earlier, command.Id, request);
        if (order.State != OrderStates.AwaitingReview)
            return new Error(
                ErrorKind.NotAwaitingReview,
                $"The order is {order.State}: there is no payment to review."
            );

        var review = new Review
        {
            OrderId = orderId,
            RequestId = command.Id,
            Approved = request.Approve!.Value,
            Reason = request.Reason,
            DecidedAt = commands.Now,
        };
        db.Reviews.Add(review);
        var stored = db.Reviews.Where(r => r.OrderId == orderId);
        return await commands.TrySave(stored, review.ToCommand(), cancel)
            ? review
            : AnswerAgain(await stored.SingleAsync(cancel), command.Id, request);
    }

    private static Result<Review> AnswerAgain(Review earlier, Guid requestId, DecideReview request)
    {
        if (earlier.RequestId == requestId && (earlier.Approved != request.Approve || earlier.Reason != request.Reason))
            return new Error(ErrorKind.IdempotencyKeyReused);
        return earlier.Approved == request.Approve
            ? earlier
            : new Error(
                ErrorKind.AlreadyDecided,
                $"The payment was {(earlier.Approved ? "approved" : "rejected")} before, and the first decision stands."
            );
    }
}
