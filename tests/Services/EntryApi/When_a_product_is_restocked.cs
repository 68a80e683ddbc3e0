using System.Text.Json.Nodes;
using EventDriven.Contracts.Inventory;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_product_is_restocked(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Fact]
    public async Task Inventory_is_told_and_its_new_stock_shown()
    {
        await using var host = await EntryApiHost.StartAsync();

        using var response = await host.Post("/products/TEA-1/restock", Pieces(5));

        (await response.Problemless())
            .ToJsonString()
            .ShouldBe("""{"sku":"TEA-1","name":"Tea","price":{"amount":"4.50","currency":"EUR"},"available":22}""");
        var command = host.Others.Received<RestockProduct>().ShouldHaveSingleItem();
        (command.Sku, command.Quantity).ShouldBe(("TEA-1", 5));
    }

    [Theory]
    [InlineData("NOTHING")]
    [InlineData("tea-1")]
    [InlineData("%20%0d%0aX%22%27;--")]
    public async Task An_unknown_product_is_not_found(string sku)
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post($"/products/{sku}/restock", Pieces(5));

        (await response.Problem(404))["title"]!.ToString().ShouldBe("No such product.");
    }

    [Fact]
    public async Task Inventorys_refusal_is_told_with_its_reason()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post("/products/TEA-1/restock", Pieces(11));

        (await response.Problem(422))["detail"]!.ToString().ShouldBe("There is no room.");
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_quantity_is_told_apart_from_a_refusal()
    {
        var host = await hosts.EntryApi();
        var key = $"{Guid.NewGuid()}";
        using var first = await host.Post("/products/TEA-1/restock", Pieces(5), key);

        using var again = await host.Post("/products/TEA-1/restock", Pieces(5), key);
        using var other = await host.Post("/products/TEA-1/restock", Pieces(6), key);
        using var tooMuch = await host.Post("/products/TEA-1/restock", Pieces(11), $"{key}-2");

        (await again.Problemless()).ToJsonString().ShouldBe((await first.Problemless()).ToJsonString());
        (await other.Problem(422))["type"]!.ToString().ShouldBe("/problems/idempotency-key-reused");
        (await tooMuch.Problem(422))["type"]!.ToString().ShouldBe("/problems/restock-refused");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(RequestRestockValidator.MaxQuantity + 1)]
    public async Task A_wrong_quantity_is_named_and_Inventory_not_asked(int? quantity)
    {
        var host = await hosts.EntryApi();
        var sku = $"{Guid.NewGuid()}";

        using var response = await host.Post($"/products/{sku}/restock", Pieces(quantity));

        (await response.Problem(422)).Fields().ShouldBe(["quantity"]);
        host.Others.Received<RestockProduct>().ShouldNotContain(command => command.Sku == sku);
    }

    [Fact]
    public async Task Half_a_piece_cannot_be_read()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post("/products/TEA-1/restock", new JsonObject { ["quantity"] = 1.5 });

        (await response.Problem(400)).Fields().ShouldBe(["quantity"]);
    }

    [Fact]
    public async Task Without_an_answer_it_is_unavailable_for_now_and_said_to_be_open()
    {
        await using var host = await EntryApiHost.StartAsync(withInventory: false);

        using var response = await host.Post("/products/TEA-1/restock", Pieces(5));

        (await response.Problem(503))["detail"]!.ToString().ShouldContain("not known");
        response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_answer_comes_through_the_broker()
    {
        await using var broker = await servers.CreateVirtualHostAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        await using var host = await EntryApiHost.StartAsync(
            new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
                ["ConnectionStrings:EntryApi"] = database.ConnectionString,
            },
            withInventory: true,
            database
        );

        // Until the bus has started it is unavailable.
        await Eventually.Holds(async () =>
        {
            using var response = await host.Post("/products/TEA-1/restock", Pieces(5));
            return response.IsSuccessStatusCode;
        });
        using var unknown = await host.Post("/products/NOTHING/restock", Pieces(5));
        await unknown.Problem(404);
    }

    private static JsonObject Pieces(int? quantity) => new() { ["quantity"] = quantity };
}
