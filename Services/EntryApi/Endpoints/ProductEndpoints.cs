using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Idempotency;
using EventDriven.EntryApi.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Endpoints;

public static class ProductEndpoints
{
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
            .Fails(ErrorKind.UnknownProduct, ErrorKind.IdempotencyKeyReused, ErrorKind.RestockRefused);
    }

    /// <summary>The catalogue of this moment.</summary>
    public static async Task<Results<Ok<IReadOnlyList<ProductView>>, Problem>> List(
        InventoryClient inventory,
        CancellationToken cancel
    ) =>
        (await inventory.List(cancel)).TryGet(out var catalogue, out var error)
            ? TypedResults.Ok<IReadOnlyList<ProductView>>([.. catalogue.Products.Select(ProductView.Of)])
            : new Problem(error);

    /// <summary>
    /// For operators: adds delivered pieces, once for a key, and answers with the product's new stock. A repeated
    /// request has the same answer.
    /// </summary>
    public static async Task<Results<Ok<ProductView>, Problem>> Restock(
        string sku,
        [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey,
        RequestRestock request,
        Caller caller,
        InventoryClient inventory,
        CancellationToken cancel
    ) =>
        (await inventory.Restock(caller, idempotencyKey, sku, request, cancel)).TryGet(out var product, out var error)
            ? TypedResults.Ok(ProductView.Of(product))
            : new Problem(error);
}
