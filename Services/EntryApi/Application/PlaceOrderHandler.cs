using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;

namespace EventDriven.EntryApi.Application;

/// <summary>
/// Stores an order, and sends <see cref="SubmitOrder" /> through the outbox, so that a broker that is down neither
/// loses the order nor delays the client.
/// </summary>
public sealed class PlaceOrderHandler(
    EntryApiDbContext db,
    IdempotentCommands commands,
    OrderQueries orders,
    PlaceOrderValidator validator
)
{
    public async Task<Result<Order>> Handle(
        Caller caller,
        string? idempotencyKey,
        PlaceOrder request,
        CancellationToken cancel
    )
    {
        var forbidden = caller.MayOrderFor(request.CustomerId)
            ? null
            : new Error(
                ErrorKind.Forbidden,
                "A customer orders for itself alone: customerId must be the subject (sub) of the token."
            );
        using var command = commands.Begin(caller, idempotencyKey, "POST /orders", request, validator, forbidden);
        if (command.Error is { } error)
            return error;

        var order = Accepted(command.Id, request);
        db.Orders.Add(order);
        if (await commands.TrySave(db.Orders.Where(o => o.Id == order.Id), order.Submit(), cancel))
            return order;

        // An order that this caller may not see was placed by the same subject, with the other scope.
        return
            (await orders.Find(order.Id, caller, cancel)).TryGet(out var first, out _)
            && first.Fingerprint.AsSpan().SequenceEqual(order.Fingerprint)
            ? first
            : new Error(ErrorKind.IdempotencyKeyReused);
    }

    private Order Accepted(Guid orderId, PlaceOrder request) =>
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
            PaymentToken = request.Payment!.Token!,
            SubmittedAt = commands.Now,
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
}
