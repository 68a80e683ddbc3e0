using System.Net;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_the_database_is_away(Servers servers)
{
    [Fact]
    public async Task Clients_are_asked_to_come_again_until_it_is_back()
    {
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(direct.Host!, direct.Port);
        proxy.Open();
        var throughProxy = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
        };
        await using var host = await EntryApiHost.StartAsync(
            new()
            {
                ["ConnectionStrings:EntryApi"] = throughProxy.ConnectionString,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            },
            withInventory: true,
            database
        );
        var orderId = await host.PlaceOrder();

        proxy.Close();
        using var placed = await host.Post("/orders", AnOrder.Valid());
        using var found = await host.Client.GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);
        proxy.Open();

        foreach (var response in new[] { placed, found })
        {
            await response.Problem(503);
            response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        }

        await Eventually.Holds(async () =>
        {
            using var again = await host.Post("/orders", AnOrder.Valid());
            return again.StatusCode == HttpStatusCode.Accepted;
        });
    }
}
