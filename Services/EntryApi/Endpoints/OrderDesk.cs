using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>
/// Takes the commands for orders, whichever way they come in. What a command changes and the message that it sends are
/// written in one transaction, under a key that is made of the caller and its idempotency key: sent again, it meets
/// what it did the first time and is answered alike, for as long as the order is kept. Nothing is kept of what was
/// refused.
/// </summary>
public sealed class OrderDesk(
    EntryApiDbContext db,
    ISendEndpointProvider sender,
    CommandsInHand inHand,
    IValidator<PlaceOrder> placing,
    IValidator<RequestCancellation> cancelling,
    IValidator<DecideReview> deciding,
    TimeProvider time
)
{
    /// <summary>
    /// Accepts an order: the order and the command that begins its workflow are written in one transaction, and the
    /// command is sent from there. A broker that is away neither loses the order nor keeps the client waiting.
    /// </summary>
    public async Task<Results<Accepted<OrderView>, ProblemHttpResult>> Place(
        Caller caller,
        string? idempotencyKey,
        PlaceOrder request,
        CancellationToken cancel
    )
    {
        if (IdempotencyKey.Parse(idempotencyKey, out var wrong) is not { } key)
            return Problem.IdempotencyKey(wrong);
        var validation = placing.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);
        if (!caller.MayOrderFor(request.CustomerId!))
            return Problem.Of(
                ProblemTypes.Forbidden,
                "A customer orders for itself alone: customerId must be the subject (sub) of the token."
            );

        var orderId = key.IdFor(caller.Id, "POST /orders");
        using var hold = inHand.TryTake(orderId);
        if (hold is null)
            return Problem.InHand();

        var order = Accept(orderId, request);
        db.Orders.Add(order);
        await Send(
            new SubmitOrder
            {
                OrderId = orderId,
                CustomerId = order.CustomerId,
                Email = order.Email,
                Lines = [.. order.Lines.Select(line => new OrderLine { Sku = line.Sku, Quantity = line.Quantity })],
                PaymentToken = request.Payment!.Token!,
                ShipTo = new PostalAddress
                {
                    Name = order.ShipTo.Name,
                    Street = order.ShipTo.Street,
                    City = order.ShipTo.City,
                    PostalCode = order.ShipTo.PostalCode,
                    Country = order.ShipTo.Country,
                },
                SubmittedAt = order.SubmittedAt,
            },
            cancel
        );
        if (await TrySave(async () => await db.Orders.AnyAsync(o => o.Id == orderId, cancel), cancel))
            return Accepted(orderId, OrderView.AsAccepted(order));

        // The same sub with the other scope has used it for somebody whom this caller does not see.
        if (await Find(orderId, caller, cancel) is not { } first)
            return Problem.Of(ProblemTypes.IdempotencyKeyReused);
        return first.Fingerprint.AsSpan().SequenceEqual(order.Fingerprint)
            ? Accepted(orderId, OrderView.AsAccepted(first))
            : Problem.Of(ProblemTypes.IdempotencyKeyReused);
    }

    /// <summary>
    /// Asks for an order to be undone. Refused where it is known to be too late; where that is not known yet the saga
    /// decides, and its refusal is shown on the order. Asked again, by whomever, it is answered alike and sent once.
    /// </summary>
    public async Task<Results<Accepted<CancellationView>, ProblemHttpResult>> Cancel(
        Caller caller,
        string? idempotencyKey,
        Guid orderId,
        RequestCancellation request,
        CancellationToken cancel
    )
    {
        if (IdempotencyKey.Parse(idempotencyKey, out var wrong) is not { } key)
            return Problem.IdempotencyKey(wrong);
        var validation = cancelling.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);

        var requestId = key.IdFor(caller.Id, $"POST /orders/{orderId}/cancellation");
        using var hold = inHand.TryTake(requestId);
        if (hold is null)
            return Problem.InHand();
        if (await Find(orderId, caller, cancel) is not { } order)
            return Problem.UnknownOrder(orderId);
        if (order.Cancellation is { } asked)
            return AnswerAgain(asked, requestId, request);
        if (order.State == OrderStates.Dispatching || OrderStates.IsEnd(order.State))
            return TooLate($"The order is {order.State}.");

        var cancellation = new Cancellation
        {
            OrderId = orderId,
            RequestId = requestId,
            RequestedAt = Now(),
            Reason = request.Reason!,
        };
        db.Cancellations.Add(cancellation);
        await Send(new CancelOrder { OrderId = orderId, Reason = cancellation.Reason }, cancel);
        if (await TrySave(async () => await db.Cancellations.AnyAsync(c => c.OrderId == orderId, cancel), cancel))
            return Accepted(orderId, CancellationView.AsAccepted(cancellation));

        // Another request for the same came between. It is on its way; this one was rolled back, and its command with
        // it.
        return AnswerAgain((await Find(orderId, caller, cancel))!.Cancellation!, requestId, request);
    }

    /// <summary>
    /// An operator's decision on a payment that waits for review. The first decision stands: the same again is answered
    /// alike and sent once, another is a conflict.
    /// </summary>
    public async Task<Results<Accepted<ReviewView>, ProblemHttpResult>> Decide(
        Caller caller,
        string? idempotencyKey,
        Guid orderId,
        DecideReview request,
        CancellationToken cancel
    )
    {
        if (IdempotencyKey.Parse(idempotencyKey, out var wrong) is not { } key)
            return Problem.IdempotencyKey(wrong);
        var validation = deciding.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);

        var requestId = key.IdFor(caller.Id, $"POST /orders/{orderId}/review");
        using var hold = inHand.TryTake(requestId);
        if (hold is null)
            return Problem.InHand();
        if (await Find(orderId, caller, cancel) is not { } order)
            return Problem.UnknownOrder(orderId);
        if (order.Review is { } decided)
            return AnswerAgain(decided, requestId, request);
        if (order.State != OrderStates.AwaitingReview)
            return Problem.Of(
                ProblemTypes.NotAwaitingReview,
                $"The order is {order.State}: there is no payment to review."
            );

        var review = new Review
        {
            OrderId = orderId,
            RequestId = requestId,
            Approved = request.Approve!.Value,
            Reason = request.Reason,
            DecidedAt = Now(),
        };
        db.Reviews.Add(review);
        if (review.Approved)
            await Send(new ApprovePayment { OrderId = orderId, Reason = request.Reason }, cancel);
        else
            await Send(new RejectPayment { OrderId = orderId, Reason = request.Reason! }, cancel);
        if (await TrySave(async () => await db.Reviews.AnyAsync(r => r.OrderId == orderId, cancel), cancel))
            return Accepted(orderId, ReviewView.Of(review));

        return AnswerAgain((await Find(orderId, caller, cancel))!.Review!, requestId, request);
    }

    /// <summary>
    /// An order with all that belongs to it, as far as this service has heard; null when there is none that the caller
    /// may see.
    /// </summary>
    public Task<Order?> Find(Guid orderId, Caller caller, CancellationToken cancel) =>
        caller
            .Sees(db.Orders)
            .AsNoTracking()
            .AsSplitQuery()
            .Include(order => order.Lines)
            .Include(order => order.Timeline)
            .Include(order => order.Cancellation)
            .Include(order => order.Review)
            .SingleOrDefaultAsync(order => order.Id == orderId, cancel);

    private static Results<Accepted<CancellationView>, ProblemHttpResult> AnswerAgain(
        Cancellation asked,
        Guid requestId,
        RequestCancellation request
    )
    {
        if (asked.RequestId != requestId && asked.Refusal is { } refusal)
            return TooLate(refusal);
        return asked.RequestId == requestId && asked.Reason != request.Reason
            ? Problem.Of(ProblemTypes.IdempotencyKeyReused)
            : Accepted(asked.OrderId, CancellationView.AsAccepted(asked));
    }

    private static Results<Accepted<ReviewView>, ProblemHttpResult> AnswerAgain(
        Review decided,
        Guid requestId,
        DecideReview request
    )
    {
        if (decided.RequestId == requestId && (decided.Approved != request.Approve || decided.Reason != request.Reason))
            return Problem.Of(ProblemTypes.IdempotencyKeyReused);
        return decided.Approved == request.Approve
            ? Accepted(decided.OrderId, ReviewView.Of(decided))
            : Problem.Of(
                ProblemTypes.AlreadyDecided,
                $"The payment was {(decided.Approved ? "approved" : "rejected")} before, and the first decision stands."
            );
    }

    private static ProblemHttpResult TooLate(string why) => Problem.Of(ProblemTypes.TooLateToCancel, why);

    private static Accepted<T> Accepted<T>(Guid orderId, T view) => TypedResults.Accepted($"/orders/{orderId}", view);

    private Order Accept(Guid orderId, PlaceOrder request) =>
        new()
        {
            Id = orderId,
            CustomerId = request.CustomerId!,
            Email = request.Email!,
            ShipTo = new ShippingAddress(
                request.ShipTo!.Name!,
                request.ShipTo.Street!,
                request.ShipTo.City!,
                request.ShipTo.PostalCode!,
                request.ShipTo.Country!
            ),
            SubmittedAt = Now(),
            Lines =
            [
                .. request.Lines!.Select(
                    (line, i) =>
                        new OrderedLine
                        {
                            OrderId = orderId,
                            Number = i + 1,
                            Sku = line!.Sku!,
                            Quantity = line.Quantity!.Value,
                        }
                ),
            ],
            Fingerprint = Fingerprint.Of(request),
        };

    private async Task Send<T>(T command, CancellationToken cancel)
        where T : class
    {
        var endpoint = await sender.GetSendEndpoint(Queues.Address(Queues.Orders));
        await endpoint.Send(command, cancel);
    }

    /// <summary>
    /// False when another request wrote the row first; what was to be written, the command too, is then dropped.
    /// </summary>
    private async Task<bool> TrySave(Func<Task<bool>> isThereAlready, CancellationToken cancel)
    {
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await isThereAlready())
                return false;
            throw;
        }
    }

    // Microseconds are what PostgreSQL keeps: cut here, an order reads the same in the answer to its POST and ever
    // after.
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
