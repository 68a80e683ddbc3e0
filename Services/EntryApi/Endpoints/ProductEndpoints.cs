using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>
/// Products: what can be ordered, and how more of it comes in. Both are asked of Inventory over the broker.
/// </summary>
public static class ProductEndpoints
{
    /// <summary>How long Inventory has to answer; who waits is better told to come again than kept.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>Maps the routes of this resource.</summary>
    public static void MapProducts(this IEndpointRouteBuilder endpoints)
    {
        var products = endpoints
            .MapGroup("/products")
            .WithTags("Products")
            .RequireAuthorization(Policies.Orders)
            .WithMetadata(new RequestSizeLimitAttribute(OrderEndpoints.MaxBodyBytes));
        products.MapGet("", List).WithName("listProducts");
        products
            .MapPost("{sku}/restock", Restock)
            .WithName("restockProduct")
            .RequireAuthorization(Policies.Operate)
            .FailsAsCommand()
            .Fails(ProblemTypes.UnknownProduct)
            .Fails(ProblemTypes.IdempotencyKeyReused, ProblemTypes.RestockRefused);
    }

    /// <summary>The catalogue as Inventory has it at this moment.</summary>
    public static async Task<Results<Ok<IReadOnlyList<ProductView>>, ProblemHttpResult>> List(
        IRequestClient<GetProducts> inventory,
        IBusControl bus,
        HttpContext http,
        ILogger<ProductView> logger,
        CancellationToken cancel
    )
    {
        var answer = await Ask(
            () => inventory.GetResponse<ProductCatalogue>(new GetProducts(), cancel),
            bus,
            logger,
            cancel
        );
        return answer is ProductCatalogue catalogue
            ? TypedResults.Ok<IReadOnlyList<ProductView>>([.. catalogue.Products.Select(ProductView.Of)])
            : Problem.Unavailable(http, "Inventory does not answer at the moment.");
    }

    /// <summary>
    /// Adds what has come into the warehouse, for operators, and answers with the product's new stock. Inventory adds
    /// it once for a key and answers the same again.
    /// </summary>
    public static async Task<Results<Ok<ProductView>, ProblemHttpResult>> Restock(
        string sku,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        RequestRestock request,
        Caller caller,
        IValidator<RequestRestock> validator,
        IRequestClient<RestockProduct> inventory,
        IBusControl bus,
        HttpContext http,
        ILogger<ProductView> logger,
        CancellationToken cancel
    )
    {
        if (IdempotencyKey.Parse(idempotencyKey, out var wrong) is not { } key)
            return Problem.IdempotencyKey(wrong);
        var validation = validator.Validate(request);
        if (!validation.IsValid)
            return Problem.Invalid(validation);

        var command = new RestockProduct
        {
            RestockId = key.IdFor(caller.Id, $"POST /products/{sku}/restock"),
            Sku = sku,
            Quantity = request.Quantity!.Value,
        };
        var answer = await Ask(
            () => inventory.GetResponse<ProductRestocked, ProductUnknown, RestockRefused>(command, cancel),
            bus,
            logger,
            cancel
        );
        return answer switch
        {
            ProductRestocked restocked => TypedResults.Ok(ProductView.Of(restocked.Product)),
            ProductUnknown => Problem.Of(
                ProblemTypes.UnknownProduct,
                $"There is no product {sku}: GET /products lists the products."
            ),
            RestockRefused { AddedBefore: not null } => Problem.Of(ProblemTypes.IdempotencyKeyReused),
            RestockRefused refused => Problem.Of(ProblemTypes.RestockRefused, refused.Reason),
            _ => Problem.Unavailable(
                http,
                "Inventory does not answer at the moment. Whether the stock was added is not known: "
                    + "send the same again, with the same key."
            ),
        };
    }

    /// <summary>Asks Inventory, and waits no longer than it has to answer.</summary>
    /// <returns>The message that it answered; null when it did not.</returns>
    private static async Task<object?> Ask<T>(
        Func<Task<T>> question,
        IBusControl bus,
        ILogger logger,
        CancellationToken cancel
    )
        where T : Response
    {
        // A request that cannot be sent waits for the broker, past its own timeout: none is begun while it is away.
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return null;

        try
        {
            return (await question().WaitAsync(AnswerWithin + TimeSpan.FromSeconds(1), cancel)).Message;
        }
        catch (Exception exception)
            when (!cancel.IsCancellationRequested
                && exception is RequestException or ConnectionException or TimeoutException
            )
        {
            logger.LogWarning("Inventory did not answer: {Reason}", exception.Message);
            return null;
        }
    }
}
