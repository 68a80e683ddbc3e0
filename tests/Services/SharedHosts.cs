using EventDriven.EntryApi;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Broker;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.EntryApi.Grpc;
using EventDriven.Services.Tests.Inventory;
using EventDriven.Services.Tests.Operations;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;

namespace EventDriven.Services.Tests;

/// <summary>
/// The hosts that the tests of one class share, as its class fixture. Each is started for the first test that needs it.
/// A test that shares a host has orders, keys and customers of its own, and leaves the host as it is.
/// </summary>
public sealed class SharedHosts(Servers servers) : IAsyncDisposable
{
    private readonly Dictionary<(Type, object), IAsyncDisposable> _hosts = [];

    /// <summary>The order saga's queue beside the console of orders.</summary>
    internal SagaQueue Saga { get; } = new();

    /// <summary>The entry API on the database that is named.</summary>
    internal Task<EntryApiHost> EntryApi(string database = "Sqlite") =>
        Host(database, () => EntryApiHost.StartAsync(database, servers));

    /// <summary>The entry API with a port for gRPC, on SQLite.</summary>
    internal Task<EntryApiHost> Grpc() => Host("gRPC", () => GrpcClients.StartAsync());

    /// <summary>Inventory on the database that is named.</summary>
    internal Task<InventoryHost> Inventory(DatabaseKind database) =>
        Host(database, () => InventoryHost.Start(servers, database));

    /// <summary>The console of orders on the database that is named.</summary>
    internal Task<OrdersConsole> Orders(string database = "Sqlite") =>
        Host(database, () => OrdersConsole.StartAsync(database, servers, Saga));

    /// <summary>The console of orders with the entry API in the same process.</summary>
    internal Task<OrdersConsole> OrdersBesideEntryApi() =>
        Host("beside the entry API", () => OrdersConsole.StartAsync(new EntryApiService()));

    /// <summary>The console of failed messages, on RabbitMQ and PostgreSQL or embedded.</summary>
    internal Task<FailedMessagesHost> FailedMessages(bool isEmbedded = false) =>
        Host(isEmbedded, () => FailedMessagesHost.Start(isEmbedded ? null : servers));

    /// <summary>The console of failed messages beside <see cref="FussyPayments"/>.</summary>
    internal Task<FailedMessagesHost> FailedMessagesBesidePayments() =>
        Host("beside payments", () => FailedMessagesHost.Start(servers, beside: new FussyPayments()));

    /// <summary>The console, alone or beside the entry API.</summary>
    internal Task<ConsoleHost> Console(bool beside = false) => Host(beside, () => ConsoleHost.StartAsync(beside));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
            await host.DisposeAsync();
    }

    // The tests of a class run one after the other.
    private async Task<THost> Host<THost>(object kind, Func<Task<THost>> start)
        where THost : IAsyncDisposable
    {
        if (_hosts.TryGetValue((typeof(THost), kind), out var host))
            return (THost)host;
        var started = await start();
        _hosts.Add((typeof(THost), kind), started);
        return started;
    }
}
