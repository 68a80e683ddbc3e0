using EventDriven.Contracts.Operations;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EventDriven.Services.Tests.Hosting;

public sealed class When_a_process_with_an_in_memory_broker_stops(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_does_not_wait_for_messages_that_wait_for_a_database()
    {
        await using var database = await servers.CreateDatabaseAsync("operations", Cancel);
        var behind = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(behind.Host!, behind.Port);
        proxy.Open();
        (behind.Host, behind.Port) = ("127.0.0.1", proxy.Port);
        using var log = new LogLines();
        var host = await ConsoleHost.StartAsync(
            settings: new() { ["ConnectionStrings:Operations"] = behind.ConnectionString },
            configure: log.ReplaceLogging
        );
        proxy.Close();

        // More than are consumed at once: some begin while the endpoint stops.
        var bus = host.Services.GetRequiredService<IBus>();
        for (var i = 0; i < 100; i++)
            await bus.Publish(ALastReport(), Cancel);
        await Eventually.Holds(() => log.Count("R-RETRY") > 0, "a message waits for the database", log.Troubles);

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    private static ReplicaReported ALastReport() =>
        new()
        {
            Replica = Guid.NewGuid(),
            Host = "machine-1",
            Services = ["inventory"],
            StartedAt = DateTimeOffset.UtcNow,
            Status = ReplicaReported.Stopped,
            Checks = [],
            Backlogs = [],
            At = DateTimeOffset.UtcNow,
        };
}
