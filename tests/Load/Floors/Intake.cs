using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace EventDriven.Load.Floors;

/// <summary>
/// POST /orders of a floor: read, validated and answered as the real one; what it keeps and sends is the floor's.
/// </summary>
internal static class Intake
{
    private static readonly PlaceOrderValidator Validator = new();

    /// <summary>Maps POST /orders.</summary>
    /// <param name="endpoints">The entry API.</param>
    /// <param name="accept">
    /// Keeps the order and sees to it that the command is sent; the client is answered when it is done.
    /// </param>
    public static void MapOrders(
        this IEndpointRouteBuilder endpoints,
        Func<Order, SubmitOrder, CancellationToken, Task> accept
    ) =>
        endpoints.MapPost(
            "/orders",
            async Task<Results<Accepted<OrderView>, ValidationProblem, ProblemHttpResult>> (
                PlaceOrder request,
                CancellationToken cancel
            ) =>
            {
                var validation = Validator.Validate(request);
                if (!validation.IsValid)
                    return TypedResults.ValidationProblem(validation.ToDictionary());
                if (!Completes(request))
                    return TypedResults.Problem(
                        "A floor knows only orders that complete.",
                        statusCode: StatusCodes.Status400BadRequest
                    );

                var order = Read(request);
                await accept(order, Command(order, request.Payment!.Token!), cancel);
                return TypedResults.Accepted($"/orders/{order.Id}", OrderView.Of(order));
            }
        );

    // As the simulated provider and carrier of the real system decide by token and address.
    private static bool Completes(PlaceOrder request) =>
        request.Payment!.Token == "tok_accepted"
        && request.ShipTo is { PostalCode: not ("00000" or "99999"), Country: not "AQ" }
        && request.Lines!.All(line => Catalogue.Prices.ContainsKey(line!.Sku!));

    private static Order Read(PlaceOrder request)
    {
        var (id, address) = (Guid.NewGuid(), request.ShipTo!);
        return new Order
        {
            Id = id,
            CustomerId = request.CustomerId!,
            Email = request.Email!,
            ShipTo = new ShippingAddress(
                address.Name!,
                address.Street!,
                address.City!,
                address.PostalCode!,
                address.Country!
            ),
            SubmittedAt = DateTimeOffset.UtcNow,
            Lines =
            [
                .. request.Lines!.Select(
                    (line, i) =>
                        new OrderedLine
                        {
                            OrderId = id,
                            Number = i + 1,
                            Sku = line!.Sku!,
                            Quantity = line.Quantity!.Value,
                        }
                ),
            ],
        };
    }

    private static SubmitOrder Command(Order order, string token) =>
        new()
        {
            OrderId = order.Id,
            CustomerId = order.CustomerId,
            Email = order.Email,
            Lines = [.. order.Lines.Select(line => new OrderLine { Sku = line.Sku, Quantity = line.Quantity })],
            PaymentToken = token,
            ShipTo = new PostalAddress
            {
                Name = order.ShipTo.Name,
                Street = order.ShipTo.Street,
                City = order.ShipTo.City,
                PostalCode = order.ShipTo.PostalCode,
                Country = order.ShipTo.Country,
            },
            SubmittedAt = order.SubmittedAt,
        };
}
