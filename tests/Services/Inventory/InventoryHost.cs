using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using StoredProduct = EventDriven.Inventory.Domain.Product;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>
/// Inventory as it runs, on the in-memory transport and a database of the test's own; its answers are overheard.
/// </summary>
internal sealed class InventoryHost : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly Func<ValueTask> _dropDatabase;
    private Deliveries _deliveries = new();
    private WebApplication _app;

    private InventoryHost(Dictionary<string, string?> settings, Func<ValueTask> dropDatabase)
    {
        (_settings, _dropDatabase) = (settings, dropDatabase);
        _app = Build();
    }

    /// <summary>What was published, in the order in which it was heard.</summary>
    public Overheard Overheard { get; } = new();

    /// <summary>What the service logs.</summary>
    public LogLines Log { get; } = new();

    public static async Task<InventoryHost> Start(Servers servers, DatabaseKind database)
    {
        var settings = new Dictionary<string, string?> { ["Database"] = database.ToString() };
        InventoryHost host;
        if (database == DatabaseKind.Postgres)
        {
            var postgres = await servers.CreateDatabaseAsync("inventory", TestContext.Current.CancellationToken);
            settings["ConnectionStrings:Inventory"] = postgres.ConnectionString;
            host = new InventoryHost(settings, postgres.DisposeAsync);
        }
        else
        {
            var folder = Directory.CreateTempSubdirectory("inventory-");
            settings["DataDirectory"] = folder.FullName;
            host = new InventoryHost(settings, () =>
            {
                SqliteConnection.ClearAllPools();
                folder.Delete(recursive: true);
                return ValueTask.CompletedTask;
            });
        }

        await host.Run();
        return host;
    }

    /// <summary>Stops the service and starts it again on the same database.</summary>
    public async Task Restart()
    {
        await Stop();
        _app = Build();
        await Run();
    }

    /// <summary>Adds a product to the catalogue.</summary>
    public Task Stock(string sku, int onHand, decimal price = 10.00m, string currency = "EUR") =>
        Query(async database =>
        {
            database.Products.Add(
                new StoredProduct
                {
                    Sku = sku,
                    Name = sku,
                    UnitPrice = price,
                    Currency = currency,
                    OnHand = onHand,
                }
            );
            return await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

    /// <summary>Sends a command and waits until it is consumed, one way or the other.</summary>
    public async Task Send(object command, Guid? messageId = null)
    {
        var id = messageId ?? Guid.NewGuid();
        var consumed = _deliveries.Next(id);
        var endpoint = await Bus.GetSendEndpoint(Queues.Address(Queues.Inventory));
        await endpoint.Send(
            command,
            command.GetType(),
            Pipe.Execute<SendContext>(context => context.MessageId = id),
            TestContext.Current.CancellationToken
        );
        await consumed.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Sends a command and waits for the answer about its order; the last one, when there were others before.
    /// </summary>
    public async Task<TAnswer> Ask<TAnswer>(object command, Guid orderId, int answersSoFar = 0)
        where TAnswer : class
    {
        await Send(command);
        return (await Overheard.About(orderId, answersSoFar + 1))[answersSoFar].Message as TAnswer
            ?? throw new InvalidOperationException($"The answer was {Overheard.Now(orderId)[answersSoFar].Message}.");
    }

    public Task Reserve(Guid orderId, params OrderLine[] lines) =>
        Send(new ReserveStock { OrderId = orderId, Lines = lines });

    public async Task<IReadOnlyList<Product>> GetProducts()
    {
        var client = Bus.CreateRequestClient<GetProducts>(Queues.Address(Queues.Catalogue));
        return (await client.GetResponse<ProductCatalogue>(new GetProducts(), TestContext.Current.CancellationToken))
            .Message
            .Products;
    }

    /// <summary>Reports a delivery, and waits for the answer.</summary>
    public async Task<object> Restock(Guid restockId, string sku, int quantity)
    {
        var client = Bus.CreateRequestClient<RestockProduct>(Queues.Address(Queues.Catalogue));
        return (
            await client.GetResponse<ProductRestocked, ProductUnknown, RestockRefused>(
                new RestockProduct
                {
                    RestockId = restockId,
                    Sku = sku,
                    Quantity = quantity,
                },
                TestContext.Current.CancellationToken
            )
        ).Message;
    }

    /// <summary>A product as its row is.</summary>
    public Task<StoredProduct> Row(string sku) =>
        Query(database =>
            database
                .Products.AsNoTracking()
                .SingleAsync(product => product.Sku == sku, TestContext.Current.CancellationToken)
        );

    public async Task<T> Query<T>(Func<InventoryDbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<InventoryDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _dropDatabase();
    }

    private IBus Bus => _app.Services.GetRequiredService<IBus>();

    private async Task Run()
    {
        _deliveries = new Deliveries();
        Bus.ConnectReceiveObserver(_deliveries);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        // The first migration asks for a table that is not there yet, and finds it worth an error.
        Log.Clear();
    }

    private async Task Stop()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Transport"] = nameof(TransportKind.InMemory),
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            }
        );
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults(new InventoryService(), new Listener(Overheard));
        Log.ReplaceLogging(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        return app;
    }
}
