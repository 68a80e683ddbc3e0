using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Views;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>Products: what can be ordered.</summary>
public static class ProductEndpoints
{
    /// <summary>How long Inventory has to answer; a reader is better told to come again than kept.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>Maps the routes of this resource.</summary>
    public static void MapProducts(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/products", List);

    /// <summary>The catalogue as Inventory has it at this moment, asked of it over the broker.</summary>
    public static async Task<Results<Ok<IReadOnlyList<ProductView>>, ProblemHttpResult>> List(
        IRequestClient<GetProducts> inventory, HttpContext http, ILogger<ProductView> logger, CancellationToken cancel)
    {
        // The request's own timer runs from when it was sent, which a broker that is away can hold up: this one runs from now.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(AnswerWithin + TimeSpan.FromSeconds(1));
        try
        {
            var answer = await inventory.GetResponse<ProductCatalogue>(new GetProducts(), patience.Token);
            return TypedResults.Ok<IReadOnlyList<ProductView>>([.. answer.Message.Products.Select(ProductView.Of)]);
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested
            && exception is RequestException or ConnectionException or OperationCanceledException)
        {
            logger.LogWarning("The catalogue could not be had: {Reason}", exception.Message);
            return Problem.Unavailable(http, "Inventory does not answer at the moment.");
        }
    }
}
