using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.HotPath;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

/// <summary>
/// PgBouncer in transaction mode, without support for prepared statements and startup options: both are turned off in
/// the connection string.
/// </summary>
public sealed class When_a_pooler_is_between(Servers servers) : IAsyncDisposable
{
    private readonly List<PgBouncer> _poolers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_go_through()
    {
        await using var services = await AllServices.StartAsync(servers, withConsole: true, (_, database) =>
            ConnectAsync(database)
        );

        var placed = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => services.PlaceAnOrderAsync()));

        await services.UntilCompletedAsync(placed);
    }

    [Fact]
    public async Task Replicas_can_start_together()
    {
        await using var database = await servers.CreateDatabaseAsync("inventory", Cancel);
        var connectionString = await ConnectAsync(database);
        var replicas = Enumerable.Range(0, 10).Select(_ => Replica(connectionString)).ToList();

        await Task.WhenAll(replicas.Select(replica => replica.StartAsync(Cancel)))
            .WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        await using var scope = replicas[0].Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InventoryDbContext>();
        (await db.Database.GetPendingMigrationsAsync(Cancel)).ShouldBeEmpty();
        replicas.ForEach(replica => replica.Dispose());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pooler in _poolers)
            await pooler.DisposeAsync();
    }

    private async Task<string> ConnectAsync(TestDatabase database)
    {
        var pooler = await PgBouncer.StartAsync(database);
        _poolers.Add(pooler);
        return $"{pooler.ConnectionString};Max Auto Prepare=0;Options=";
    }

    private static IHost Replica(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration["ConnectionStrings:Inventory"] = connectionString;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddServiceDatabase<InventoryDbContext>(builder.Configuration, "Inventory");
        return builder.Build();
    }
}
