using EventDriven.Contracts;
using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.StoredMessages;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Hosting;

/// <summary>On PostgreSQL and RabbitMQ. <see cref="WarmUp" /> runs in a process of one service only.</summary>
public sealed class When_a_process_warms_up(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. ServiceEntry.All.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Nothing_is_stored_or_published(string name)
    {
        var entry = ServiceEntry.All.Single(service => service.Name == name);
        await using var broker = await servers.CreateVirtualHostAsync("warm", Cancelled);
        foreach (var queue in ServiceEntry.All.SelectMany(service => service.Queues))
            await broker.MakeQueue(queue);
        var databases = new List<TestDatabase>();
        var settings = Settings(broker);
        foreach (var database in entry.Databases)
        {
            databases.Add(await servers.CreateDatabaseAsync(database.ToLowerInvariant(), Cancelled));
            settings[$"ConnectionStrings:{database}"] = databases[^1].ConnectionString;
        }

        await StartAndStop(new(settings) { [WarmUp.Setting] = "0" }, name);
        var before = await Rows(databases);

        settings[WarmUp.Setting] = "2";
        await using var app = Build(settings, name, out var log);
        await app.StartAsync(Cancelled);

        log.Lines.ShouldContain(line => line.Contains("Warmed up with 2 orders", StringComparison.Ordinal));
        (await Check(app)).Status.ShouldBe(HealthStatus.Healthy);
        (await Rows(databases)).ShouldBe(before, "the orders of the warm-up must leave no row");
        foreach (var queue in ServiceEntry.All.SelectMany(service => service.Queues).Except(entry.Queues))
            (await broker.Bodies(queue)).ShouldNotContain(
                body => body.Contains(WarmUpOrder.Text, StringComparison.Ordinal),
                $"the warm-up must publish nothing to {queue}"
            );
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task It_is_not_ready_and_consumes_nothing_until_the_warm_up_has_ended()
    {
        await using var broker = await servers.CreateVirtualHostAsync("warm", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("inventory", Cancelled);
        var settings = Settings(broker);
        settings["ConnectionStrings:Inventory"] = database.ConnectionString;
        var service = new HeldInventory();
        await using var app = AllInOneProcess.Build(settings, [service]);

        var started = app.StartAsync(Cancelled);
        await service.Begun.WaitAsync(Cancelled);
        var (during, bus) = (await Check(app), app.Services.GetRequiredService<IBusControl>().CheckHealth());
        service.Release();
        await started;

        during.Status.ShouldBe(HealthStatus.Unhealthy);
        during.Description.ShouldBe("Not ready: the warm-up has not ended.");
        bus.Status.ShouldNotBe(BusHealthStatus.Healthy);
        (await Check(app)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for()
    {
        await using var broker = await servers.CreateVirtualHostAsync("warm", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("inventory", Cancelled);
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(direct.Host!, direct.Port);
        var settings = Settings(broker);
        settings["ConnectionStrings:Inventory"] = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
        }.ConnectionString;
        await using var app = Build(settings, "Inventory", out var log);

        var started = app.StartAsync(Cancelled);
        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("is not available"))));
        var during = await Check(app);
        proxy.Open();
        await started;

        during.Status.ShouldBe(HealthStatus.Unhealthy);
        (await Check(app)).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task The_process_starts_although_the_warm_up_fails()
    {
        await using var broker = await servers.CreateVirtualHostAsync("warm", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("inventory", Cancelled);
        var settings = Settings(broker);
        settings["ConnectionStrings:Inventory"] = database.ConnectionString;
        var service = new HeldInventory();
        service.Fail();
        await using var app = AllInOneProcess.Build(settings, [service]);

        await app.StartAsync(Cancelled);

        (await Check(app)).Status.ShouldBe(HealthStatus.Degraded);
    }

    private static Dictionary<string, string?> Settings(TestVirtualHost broker) =>
        new()
        {
            ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
            ["ReplicaReports:Interval"] = "00:00:00",
            ["DataDirectory"] = Path.Combine(Path.GetTempPath(), broker.Name),
        };

    private static WebApplication Build(Dictionary<string, string?> settings, string service, out LogLines log)
    {
        log = new LogLines();
        return AllInOneProcess.Build(
            settings,
            [AllInOneProcess.Services.Single(module => module.GetType().Name == $"{service}Service")],
            log
        );
    }

    // In a method of its own, because MassTransit keeps the logger of a bus for the code that follows.
    private static async Task StartAndStop(Dictionary<string, string?> settings, string service)
    {
        await using var app = Build(settings, service, out _);
        await app.StartAsync(Cancelled);
        await app.StopAsync(Cancelled);
    }

    private static async Task<HealthReportEntry> Check(WebApplication app)
    {
        var report = await app
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == WarmUp.Name, Cancelled);
        return report.Entries[WarmUp.Name];
    }

    private static async Task<Dictionary<string, string>> Rows(List<TestDatabase> databases)
    {
        var rows = new Dictionary<string, string>();
        foreach (var database in databases)
        {
            await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
            await using var command = sql.CreateCommand(
                """
                SELECT tablename::text, md5(query_to_xml(
                  format('SELECT * FROM public.%1$I AS t ORDER BY t::text', tablename), true, true, '')::text)
                FROM pg_tables WHERE schemaname = 'public'
                  AND tablename <> 'Leases' -- the process takes them itself when it has started
                UNION ALL SELECT sequencename::text, coalesce(last_value::text, '') FROM pg_sequences
                """
            );
            await using var reader = await command.ExecuteReaderAsync(Cancelled);
            while (await reader.ReadAsync(Cancelled))
                rows[$"{database.Name}.{reader.GetString(0)}"] = reader.GetString(1);
        }

        return rows;
    }

    /// <summary>Inventory, whose warm-up waits for the test.</summary>
    private sealed class HeldInventory : IServiceModule
    {
        private readonly InventoryService _inventory = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public string Name => _inventory.Name;

        public void Release() => _held.SetResult();

        public void Fail() => _held.SetException(new InvalidOperationException("The warm-up of the test fails."));

        public void AddServices(IServiceCollection services, IConfiguration configuration) =>
            _inventory.AddServices(services, configuration);

        public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
            _inventory.AddToBus(bus, configuration);

        public Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            return _held.Task;
        }
    }
}
