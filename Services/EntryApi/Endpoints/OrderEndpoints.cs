using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>
/// Orders: placed, looked at, cancelled, reviewed. A customer places, sees and cancels its own; an operator anybody's, and reviews.
/// </summary>
public static class OrderEndpoints
{
    /// <summary>The largest body that is read: four times what the largest acceptable order takes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Maps the routes of this resource. An id that is no GUID names no order, and so finds no route: 404.</summary>
    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints.MapGroup("/orders").RequireAuthorization(Policies.Orders).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        orders.MapPost("", Place);
        orders.MapGet("{orderId:guid}", Get);
        orders.MapPost("{orderId:guid}/cancellation", Cancel);
        orders.MapPost("{orderId:guid}/review", Decide).RequireAuthorization(Policies.Operate);
    }

    /// <summary>
    /// Accepts an order: the order and the command that begins its workflow are written in one transaction, and the command is sent
    /// from there. A broker that is away neither loses the order nor keeps the client waiting.
    /// </summary>
    public static async Task<Results<Accepted<OrderView>, ProblemHttpResult>> Place(
        PlaceOrder request, Caller caller, IValidator<PlaceOrder> validator, EntryApiDbContext db, ISendEndpointProvider sender, TimeProvider time,
        CancellationToken cancel)
    {
        var validation = validator.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);
        if (!caller.MayOrderFor(request.CustomerId!))
            return Problem.Forbidden("A customer orders for itself alone: customerId must be the subject (sub) of the token.");

        var orderId = Guid.NewGuid();
        var (address, lines) = (request.ShipTo!, request.Lines!);
        var order = new Order
        {
            Id = orderId,
            CustomerId = request.CustomerId!,
            Email = request.Email!,
            ShipTo = new ShippingAddress(address.Name!, address.Street!, address.City!, address.PostalCode!, address.Country!),
            SubmittedAt = Now(time),
            Lines = [.. lines.Select((line, i) =>
                new OrderedLine { OrderId = orderId, Number = i + 1, Sku = line!.Sku!, Quantity = line.Quantity!.Value })]
        };
        db.Orders.Add(order);
        await Send(sender, new SubmitOrder
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
                Country = order.ShipTo.Country
            },
            SubmittedAt = order.SubmittedAt
        }, cancel);
        await db.SaveChangesAsync(cancel);
        return Accepted(order);
    }

    /// <summary>An order as far as this service has heard.</summary>
    public static async Task<Results<Ok<OrderView>, ProblemHttpResult>> Get(
        Guid orderId, Caller caller, EntryApiDbContext db, CancellationToken cancel) =>
        await Find(db, orderId, caller, cancel) is { } order ? TypedResults.Ok(OrderView.Of(order)) : Problem.UnknownOrder(orderId);

    /// <summary>
    /// Asks for an order to be undone. Refused where it is known to be too late; where that is not known yet the saga decides, and
    /// its refusal is shown on the order. Asked again it is answered alike and sent once.
    /// </summary>
    public static async Task<Results<Accepted<OrderView>, ProblemHttpResult>> Cancel(
        Guid orderId, RequestCancellation request, Caller caller, IValidator<RequestCancellation> validator, EntryApiDbContext db,
        ISendEndpointProvider sender, TimeProvider time, CancellationToken cancel)
    {
        var validation = validator.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);
        if (await Find(db, orderId, caller, cancel) is not { } order)
            return Problem.UnknownOrder(orderId);
        if (order.Cancellation is { } asked)
            return AnswerAgain(order, asked);
        if (OrderState.IsTooLateToCancel(order.State))
            return TooLate($"The order is {order.State}.");

        var cancellation = new Cancellation { OrderId = orderId, RequestedAt = Now(time), Reason = request.Reason! };
        db.Cancellations.Add(cancellation);
        await Send(sender, new CancelOrder { OrderId = orderId, Reason = cancellation.Reason }, cancel);
        if (await TrySave(db, async () => await db.Cancellations.AnyAsync(c => c.OrderId == orderId, cancel), cancel))
            return Accepted(order);

        // Somebody else's request for the same came between. Theirs is on its way; ours was rolled back, and its command with it.
        order = await Find(db, orderId, caller, cancel);
        return AnswerAgain(order!, order!.Cancellation!);
    }

    /// <summary>
    /// An operator's decision on a payment that waits for review. The first decision stands: the same again is answered alike and
    /// sent once, another is a conflict.
    /// </summary>
    public static async Task<Results<Accepted<OrderView>, ProblemHttpResult>> Decide(
        Guid orderId, DecideReview request, Caller caller, IValidator<DecideReview> validator, EntryApiDbContext db,
        ISendEndpointProvider sender, TimeProvider time, CancellationToken cancel)
    {
        var validation = validator.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);
        if (await Find(db, orderId, caller, cancel) is not { } order)
            return Problem.UnknownOrder(orderId);

        var approved = request.Approve!.Value;
        if (order.Review is { } decided)
            return AnswerAgain(order, decided, approved);
        if (order.State != OrderState.AwaitingReview)
            return Problem.Conflict(ProblemTypes.NotAwaitingReview, "Not awaiting review.", $"The order is {order.State}: there is no payment to review.");

        db.Reviews.Add(new Review { OrderId = orderId, Approved = approved, Reason = request.Reason, DecidedAt = Now(time) });
        if (approved)
            await Send(sender, new ApprovePayment { OrderId = orderId, Reason = request.Reason }, cancel);
        else
            await Send(sender, new RejectPayment { OrderId = orderId, Reason = request.Reason! }, cancel);
        if (await TrySave(db, async () => await db.Reviews.AnyAsync(review => review.OrderId == orderId, cancel), cancel))
            return Accepted(order);

        order = await Find(db, orderId, caller, cancel);
        return AnswerAgain(order!, order!.Review!, approved);
    }

    private static Results<Accepted<OrderView>, ProblemHttpResult> AnswerAgain(Order order, Cancellation asked) =>
        asked.Refusal is { } refusal ? TooLate(refusal) : Accepted(order);

    private static Results<Accepted<OrderView>, ProblemHttpResult> AnswerAgain(Order order, Review decided, bool approved) =>
        decided.Approved == approved
            ? Accepted(order)
            : Problem.Conflict(ProblemTypes.AlreadyDecided, "Already decided.", $"The payment was {(decided.Approved ? "approved" : "rejected")} before.");

    private static ProblemHttpResult TooLate(string why) => Problem.Conflict(ProblemTypes.TooLateToCancel, "Too late to cancel.", why);

    private static Accepted<OrderView> Accepted(Order order) => TypedResults.Accepted($"/orders/{order.Id}", OrderView.Of(order));

    private static Task<Order?> Find(EntryApiDbContext db, Guid orderId, Caller caller, CancellationToken cancel) => caller.Sees(db.Orders)
        .AsNoTracking()
        .AsSplitQuery()
        .Include(order => order.Lines)
        .Include(order => order.Timeline)
        .Include(order => order.Cancellation)
        .Include(order => order.Review)
        .SingleOrDefaultAsync(order => order.Id == orderId, cancel);

    private static async Task Send<T>(ISendEndpointProvider sender, T command, CancellationToken cancel) where T : class
    {
        var endpoint = await sender.GetSendEndpoint(Queues.Address(Queues.Orders));
        await endpoint.Send(command, cancel);
    }

    /// <summary>False when another request wrote the row first; what was to be written, the command too, is then dropped.</summary>
    private static async Task<bool> TrySave(EntryApiDbContext db, Func<Task<bool>> isThereAlready, CancellationToken cancel)
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

    // Microseconds are what PostgreSQL keeps: cut here, an order reads the same in the answer to its POST and ever after.
    private static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
