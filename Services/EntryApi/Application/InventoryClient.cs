using System.Diagnostics;
using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Security;
using MassTransit;

namespace EventDriven.EntryApi.Application;

/// <summary>Requests to Inventory over the broker.</summary>
public sealed class InventoryClient(
    IRequestClient<GetProducts> list,
    IRequestClient<RestockProduct> restock,
    RequestRestockValidator validator,
    IBusControl bus,
    ILogger<InventoryClient> logger
)
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    public async Task<Result<ProductCatalogue>> List(CancellationToken cancel) =>
        await Ask(() => list.GetResponse<ProductCatalogue>(new GetProducts(), cancel), cancel) is ProductCatalogue found
            ? found
            : Error.Unavailable("Inventory does not answer at the moment.");

    public async Task<Result<Product>> Restock(
        Caller caller,
        string? idempotencyKey,
        string sku,
        RequestRestock request,
        CancellationToken cancel
    )
    {
        if (!IdempotentCommands.Check(idempotencyKey, request, validator).TryGet(out var key, out var error))
            return error;

        var command = new RestockProduct
        {
            RestockId = key.IdFor(caller.Id, $"POST /products/{sku}/restock"),
            Sku = sku,
            Quantity = request.Quantity!.Value,
        };
        return await Ask(
            () => restock.GetResponse<ProductRestocked, ProductUnknown, RestockRefused>(command, cancel),
            cancel
        ) switch
        {
            ProductRestocked restocked => restocked.Product,
            ProductUnknown => new Error(
                ErrorKind.UnknownProduct,
                $"There is no product {sku}: GET /products lists the products."
            ),
            RestockRefused { AddedBefore: not null } => new Error(ErrorKind.IdempotencyKeyReused),
            RestockRefused refused => new Error(ErrorKind.RestockRefused, refused.Reason),
            null => Error.Unavailable(
                "Inventory does not answer at the moment. Whether the stock was added is not known: "
                    + "send the same again, with the same key."
            ),
            var other => throw new UnreachableException($"{other}"),
        };
    }

    // Null if Inventory did not answer in time.
    private async Task<object?> Ask<T>(Func<Task<T>> question, CancellationToken cancel)
        where T : Response
    {
        // Without a broker, a request waits longer than its own timeout.
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
