using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.EntryApi.Security;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints;

/// <summary>Products: what can be ordered.</summary>
public static class ProductEndpoints
{
    /// <summary>How long Inventory has to answer; a reader is better told to come again than kept.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>Maps the routes of this resource.</summary>
    public static void MapProducts(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/products", List).RequireAuthorization(Policies.Orders);

    /// <summary>The catalogue as Inventory has it at this moment, asked of it over the broker.</summary>
    public static async Task<Results<Ok<IReadOnlyList<ProductView>>, ProblemHttpResult>> List(
        IRequestClient<GetProducts> inventory, IBusControl bus, HttpContext http, ILogger<ProductView> logger, CancellationToken cancel)
    {
        // A request that cannot be sent waits for the broker, past its own timeout: none is begun while it is away.
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return Problem.Unavailable(http, "Inventory cannot be asked at the moment.");

        try
        {
            var answer = await inventory.GetResponse<ProductCatalogue>(new GetProducts(), cancel)
                .WaitAsync(AnswerWithin + TimeSpan.FromSeconds(1), cancel);
            return TypedResults.Ok<IReadOnlyList<ProductView>>([.. answer.Message.Products.Select(ProductView.Of)]);
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested
            && exception is RequestException or ConnectionException or TimeoutException)
        {
            logger.LogWarning("The catalogue could not be had: {Reason}", exception.Message);
            return Problem.Unavailable(http, "Inventory does not answer at the moment.");
        }
    }
}
