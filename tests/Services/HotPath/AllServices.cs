using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Operations;
using EventDriven.Operations.Orders;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EventDriven.Services.Tests.HotPath;

/// <summary>All services in one process, each with its database on PostgreSQL.</summary>
internal sealed class AllServices : IAsyncDisposable
{
    private readonly Dictionary<string, TestDatabase> _databases = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hot-path-");
    private WebApplication? _app;

    /// <summary>Starts them.</summary>
    /// <param name="servers">The database server.</param>
    /// <param name="withConsole">Whether the console runs too: no order waits for it.</param>
    /// <param name="connect">How a service reaches its database: the service's name, and the database.</param>
    /// <param name="reports">Whether it reports its health: by the clock, whether an order goes through or not.</param>
    public static async Task<AllServices> StartAsync(
        Servers servers,
        bool withConsole,
        Func<string, TestDatabase, Task<string>> connect,
        bool reports = false
    )
    {
        var services = new AllServices();
        var settings = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Postgres),
            ["DataDirectory"] = services._folder.FullName,
            ["ReplicaReports:Interval"] = reports ? "00:00:01" : "00:00:00",
            // The tests place many orders at once.
            ["RateLimit:PerSecond"] = "100000",
            ["RateLimit:Burst"] = "100000",
        };
        foreach (
            var name in ServiceEntry
                .All.SelectMany(service => service.Databases)
                .Where(name => withConsole || name != "Operations")
        )
        {
            var database = await servers.CreateDatabaseAsync(
                name.ToLowerInvariant(),
                TestContext.Current.CancellationToken
            );
            services._databases[name] = database;
            settings[$"ConnectionStrings:{name}"] = await connect(name, database);
        }

        services._app = AllInOneProcess.Build(
            settings,
            [.. AllInOneProcess.Services.Where(service => withConsole || service is not OperationsService)]
        );
        await services._app.StartAsync(TestContext.Current.CancellationToken);
        return services;
    }

    /// <summary>Places an order of one line.</summary>
    public async Task<Guid> PlaceAnOrderAsync()
    {
        var order = AnOrder.Valid();
        order["lines"] = new JsonArray(new JsonObject { ["sku"] = "MUG-STONE-BLUE", ["quantity"] = 1 });
        using var client = AllInOneProcess.ClientOf(_app!, EntryApiHost.Issuer.ForCustomer("c-1"));
        using var response = await client.PostAsJsonAsync("/orders", order, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return Guid.Parse(response.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    /// <summary>The open orders, as the console knows them, and the troubles of those that are stuck.</summary>
    public async Task<(int Open, IReadOnlyList<Trouble> Troubles)> SeeInConsoleAsync()
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        var troubles = await scope
            .ServiceProvider.GetRequiredService<TroubleFinder>()
            .ReadAsync(db, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);
        var orders = await db
            .TrackedOrders.Where(order => order.StuckAt != null)
            .ToListAsync(TestContext.Current.CancellationToken);
        return (orders.Count, [.. orders.Select(troubles.Of).OfType<Trouble>()]);
    }

    /// <summary>Waits until nothing of the orders is left to be done.</summary>
    public async Task UntilCompletedAsync(params Guid[] ids)
    {
        await UntilAllAsync(
            "EntryApi",
            """SELECT count(*) FROM "TimelineEntries" WHERE "OrderId" = ANY($1) AND "State" = 'Completed'""",
            ids
        );
        await UntilAllAsync(
            "Notifications",
            """SELECT count(*) FROM "Steps" WHERE "OrderId" = ANY($1) AND "Outcome" = 'Sent'""",
            ids
        );
        await UntilAllAsync(
            "Inventory",
            """SELECT count(*) FROM "Reservations" WHERE "OrderId" = ANY($1) AND "Status" = 'Committed'""",
            ids
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        foreach (var database in _databases.Values)
            await database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task UntilAllAsync(string database, string query, Guid[] ids)
    {
        await using var connection = new NpgsqlConnection(_databases[database].ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Eventually.Holds(async () =>
        {
            await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = ids } } };
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == ids.Length;
        });
    }
}
