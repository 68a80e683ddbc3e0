using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_an_order_is_invalid(When_an_order_is_invalid.Host fixture, Servers servers)
    : IClassFixture<When_an_order_is_invalid.Host>
{
    /// <summary>What is wrong, the field, and what is put there; nothing takes the field away.</summary>
    public static TheoryData<string, string, string?> Spoilt =>
        new()
        {
            { "no customer", "customerId", null },
            { "an empty customer", "customerId", "\"\"" },
            { "a blank customer", "customerId", "\" \"" },
            { "a long customer", "customerId", Text(65) },
            { "a NUL, which PostgreSQL cannot keep", "customerId", "\"a\\u0000\"" },
            { "no e-mail", "email", null },
            { "an e-mail without a domain", "email", "\"ada\"" },
            { "an e-mail without a dot", "email", "\"ada@localhost\"" },
            { "an e-mail with two dots in a row", "email", "\"ada..b@example.com\"" },
            { "an e-mail with a dot at the start", "email", "\".ada@example.com\"" },
            { "an e-mail beyond ASCII", "email", "\"ädä@example.com\"" },
            { "an e-mail at an address literal", "email", "\"ada@[127.0.0.1]\"" },
            { "two e-mails", "email", "\"ada@example.com,eve@example.com\"" },
            { "a mail header", "email", "\"ada@example.com\\r\\nBcc: eve@example.com\"" },
            { "a long e-mail", "email", "\"" + new string('a', 250) + "@example.com\"" },
            { "no lines", "lines", null },
            { "an empty list of lines", "lines", "[]" },
            { "too many lines", "lines", Lines(PlaceOrderValidator.MaxLines + 1) },
            { "a null line", "lines[1]", "null" },
            { "no SKU", "lines[1].sku", null },
            { "a long SKU", "lines[1].sku", Text(65) },
            { "a SKU that is there already", "lines[1].sku", "\"TEA-1\"" },
            { "no quantity", "lines[0].quantity", null },
            { "no pieces", "lines[0].quantity", "0" },
            { "fewer than none", "lines[0].quantity", "-1" },
            { "too many pieces", "lines[0].quantity", "1001" },
            { "no payment", "payment", null },
            { "no token", "payment.token", null },
            { "a card number", "payment.token", "\"4111111111111111\"" },
            { "a token with a space", "payment.token", "\"tok accepted\"" },
            { "no address", "shipTo", null },
            { "no name", "shipTo.name", null },
            { "a long name", "shipTo.name", Text(101) },
            { "a street of two lines", "shipTo.street", "\"Main\\nStreet\"" },
            { "no street", "shipTo.street", "\"\"" },
            { "no city", "shipTo.city", null },
            { "no postal code", "shipTo.postalCode", null },
            { "a long postal code", "shipTo.postalCode", Text(21) },
            { "no country", "shipTo.country", null },
            { "a country that is none", "shipTo.country", "\"XX\"" },
            { "a country in small letters", "shipTo.country", "\"de\"" },
            { "a country's name", "shipTo.country", "\"Germany\"" },
        };

    [Theory, MemberData(nameof(Spoilt))]
    public async Task The_field_is_named(string what, string field, string? json)
    {
        var order = AnOrder.Valid();
        Spoil(order, field, json);

        using var response = await fixture.Api.Post("/orders", order);

        (await response.Problem(422)).Fields().ShouldBe([field], what);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var order = AnOrder.Valid();
        string[] wrong =
        [
            "customerId",
            "email",
            "lines[0].quantity",
            "lines[1].sku",
            "payment.token",
            "shipTo.city",
            "shipTo.country",
        ];
        foreach (var field in wrong)
            Spoil(order, field, null);

        using var response = await fixture.Api.Post("/orders", order);

        (await response.Problem(422)).Fields().ShouldBe(wrong, ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_document_lacks_everything()
    {
        using var response = await fixture.Api.Post("/orders", new JsonObject());

        (await response.Problem(422))
            .Fields()
            .ShouldBe(["customerId", "email", "lines", "payment", "shipTo"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_kept_or_sent()
    {
        await using var host = await EntryApiHost.StartAsync();
        var order = AnOrder.Valid();
        Spoil(order, "email", "\"nobody\"");

        using var response = await host.Post("/orders", order);
        await response.Problem(422);
        var accepted = await host.PlaceOrder();

        (await host.Query(db => db.Orders.Select(o => o.Id).ToListAsync())).ShouldBe([accepted]);
        host.Others.Received<SubmitOrder>().Select(command => command.OrderId).ShouldBe([accepted]);
    }

    [Fact]
    public async Task Lengths_are_counted_in_code_points_and_texts_of_the_longest_length_are_kept()
    {
        await using var host = await EntryApiHost.StartAsync("Postgres", servers);
        var order = AnOrder.Valid();
        order["customerId"] = Han(64);
        order["lines"]![0]!["sku"] = Han(64);
        order["shipTo"]!["name"] = Han(100);
        order["shipTo"]!["street"] = Han(200);
        order["shipTo"]!["city"] = Han(100);
        order["shipTo"]!["postalCode"] = Han(20);

        using var placed = await host.Post("/orders", order);
        var accepted = await placed.Problemless();
        using var cancelled = await host.Post(
            $"/orders/{accepted["orderId"]}/cancellation",
            new JsonObject { ["reason"] = Han(500) }
        );
        await cancelled.Problemless();
        using var listed = await host.Get($"/orders?customer={Uri.EscapeDataString(Han(64))}");
        var found = (await listed.Problemless())["orders"]!.AsArray().ShouldHaveSingleItem()!;
        order["shipTo"]!["name"] = Han(101);
        using var refused = await host.Post("/orders", order);

        found["orderId"]!.ToString().ShouldBe(accepted["orderId"]!.ToString());
        (await refused.Problem(422)).Fields().ShouldBe(["shipTo.name"]);
    }

    private static string Text(int length) => $"\"{new string('x', length)}\"";

    // One code point, two UTF-16 units.
    private static string Han(int length) => string.Concat(Enumerable.Repeat("\U00020BB7", length));

    private static string Lines(int count) =>
        $"[{string.Join(',', Enumerable.Range(1, count).Select(i => $$"""{"sku":"S-{{i}}","quantity":1}"""))}]";

    /// <summary>Puts a value where a path such as lines[1].sku points, or takes away what is there.</summary>
    private static void Spoil(JsonNode order, string path, string? json)
    {
        var steps = path.Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal)
            .Split('.');
        var parent = steps[..^1]
            .Aggregate(order, (node, step) => node is JsonArray array ? array[int.Parse(step)]! : node[step]!);
        if (parent is JsonArray lines)
            lines[int.Parse(steps[^1])] = JsonNode.Parse(json!);
        else if (json is null)
            parent.AsObject().Remove(steps[^1]);
        else
            parent[steps[^1]] = JsonNode.Parse(json);
    }

    public sealed class Host : IAsyncLifetime
    {
        internal EntryApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await EntryApiHost.StartAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
