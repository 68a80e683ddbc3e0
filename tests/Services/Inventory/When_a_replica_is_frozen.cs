using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.TestServers;
using MassTransit;
using Npgsql;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>SIGSTOP: the process does nothing, and neither its database sessions nor its connections end.</summary>
public sealed class When_a_replica_is_frozen(Servers servers)
{
    private const string Sku = "MUG-STONE-BLUE";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_other_one_goes_on_with_the_same_product()
    {
        await using var database = await servers.CreateDatabaseAsync("inventory", Cancel);
        await using var broker = await servers.CreateVirtualHostAsync("frozen", Cancel);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Inventory"] = database.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
        };
        await using var frozen = new ProgramProcess("Inventory", [], settings);
        await frozen.Listening(Cancel);
        await using var other = new ProgramProcess("Inventory", [], settings);
        await other.Listening(Cancel);
        var reserved = new ConcurrentDictionary<Guid, int>();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker.Uri);
            rabbit.ReceiveEndpoint(endpoint =>
                endpoint.Handler<StockReserved>(context =>
                {
                    reserved.TryAdd(context.Message.OrderId, 0);
                    return Task.CompletedTask;
                })
            );
        });
        await bus.StartAsync(Cancel);
        try
        {
            var inventory = await bus.GetSendEndpoint(Queues.Address(Queues.Inventory));
            Guid[] orders = [.. Enumerable.Range(0, 400).Select(_ => Guid.NewGuid())];
            Task Reserve(IEnumerable<Guid> wanted) =>
                Task.WhenAll(
                    wanted.Select(id =>
                        inventory.Send(
                            new ReserveStock { OrderId = id, Lines = [new OrderLine { Sku = Sku, Quantity = 1 }] },
                            Cancel
                        )
                    )
                );
            await using (var stock = new NpgsqlConnection(database.ConnectionString))
            {
                await stock.OpenAsync(Cancel);
                await using var fill = new NpgsqlCommand("""UPDATE "Products" SET "OnHand" = 1000000""", stock);
                await fill.ExecuteNonQueryAsync(Cancel);
            }

            // Both are at work on the product when one of them is frozen.
            var first = Reserve(orders[..200]);
            await Eventually.Holds(() => reserved.Count > 20);
            await frozen.Freeze();
            await first;
            await Reserve(orders[200..]);

            // Also those that the frozen one had received: the broker misses its heartbeat, and delivers them again.
            await Eventually.Holds(() => reserved.Count == orders.Length, "all orders have their stock");
            frozen.HasEnded.ShouldBeFalse();
            await frozen.Thaw();
        }
        finally
        {
            await bus.StopAsync(CancellationToken.None);
        }

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var held = new NpgsqlCommand(
            $"""SELECT "Held" FROM "Products" WHERE "Sku" = '{Sku}'""",
            connection
        );
        (await held.ExecuteScalarAsync(Cancel)).ShouldBe(400);
    }
}
