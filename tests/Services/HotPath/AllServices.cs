using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace EventDriven.Services.Tests.HotPath;

/// <summary>
/// All services that an order needs in one process, each with its database on PostgreSQL and a tap before it.
/// </summary>
internal sealed class AllServices : IAsyncDisposable
{
    private static readonly string[] Names =
    [
        "EntryApi",
        "Orders",
        "Inventory",
        "Payments",
        "PaymentProvider",
        "Shipping",
        "Carrier",
        "Notifications",
    ];

    private readonly Dictionary<string, TestDatabase> _databases = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hot-path-");
    private WebApplication? _app;

    /// <summary>The tap before each database, by its connection string's name.</summary>
    public Dictionary<string, PostgresTap> Taps { get; } = [];

    public static async Task<AllServices> StartAsync(Servers servers)
    {
        var services = new AllServices();
        var settings = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Postgres),
            ["DataDirectory"] = services._folder.FullName,
            // By the clock, whether an order goes through or not.
            ["ReplicaReports:Interval"] = "00:00:00",
        };
        foreach (var name in Names)
        {
            var database = await servers.CreateDatabaseAsync(
                name.ToLowerInvariant(),
                TestContext.Current.CancellationToken
            );
            services._databases[name] = database;
            services.Taps[name] = new PostgresTap(database.ConnectionString);
            settings[$"ConnectionStrings:{name}"] = services.Taps[name].ConnectionString;
        }

        // The console looks on: no order waits for its database.
        services._app = AllInOneProcess.Build(
            settings,
            [.. AllInOneProcess.Services.Where(service => service is not OperationsService)]
        );
        await services._app.StartAsync(TestContext.Current.CancellationToken);
        return services;
    }

    /// <summary>Places an order of one line and waits until nothing of it is left to be done.</summary>
    public async Task CompleteAnOrderAsync()
    {
        var order = AnOrder.Valid();
        order["lines"] = new JsonArray(new JsonObject { ["sku"] = "MUG-STONE-BLUE", ["quantity"] = 1 });
        using var client = AllInOneProcess.ClientOf(_app!, EntryApiHost.Issuer.ForCustomer("c-1"));
        using var response = await client.PostAsJsonAsync("/orders", order, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        var id = Guid.Parse(response.Headers.Location!.OriginalString.Split('/')[^1]);

        await IsOne(
            "EntryApi",
            """SELECT count(*) FROM "TimelineEntries" WHERE "OrderId" = $1 AND "State" = 'Completed'""",
            id
        );
        await IsOne(
            "Notifications",
            """SELECT count(*) FROM "Notifications" WHERE "OrderId" = $1 AND "Status" = 'Sent'""",
            id
        );
        await IsOne(
            "Inventory",
            """SELECT count(*) FROM "Reservations" WHERE "OrderId" = $1 AND "Status" = 'Committed'""",
            id
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        foreach (var tap in Taps.Values)
            await tap.DisposeAsync();
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task IsOne(string database, string query, Guid orderId)
    {
        await using var connection = new NpgsqlConnection(_databases[database].ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Eventually.Holds(async () =>
        {
            await using var command = new NpgsqlCommand(query, connection)
            {
                Parameters = { new() { Value = orderId } },
            };
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 1;
        });
    }
}
