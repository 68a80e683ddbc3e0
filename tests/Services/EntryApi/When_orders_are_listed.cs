using System.Text.Json.Nodes;
using EventDriven.Sagas;
using EventDriven.TestServers;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_orders_are_listed(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Each_is_shown_once_however_they_move_between_the_pages(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        List<Guid> placed = [];
        for (var i = 0; i < 7; i++)
            placed.Add(await host.PlaceOrder());

        List<Guid> seen = [];
        var path = "/orders?limit=3";
        for (string? next = null; ; )
        {
            var page = await Page(host, next is null ? path : $"{path}&cursor={next}");
            seen.AddRange(page["orders"]!.AsArray().Select(order => order!.Guid("orderId")));
            // What was seen moves, and a new one comes: neither pushes anything over the edge of a page.
            await host.Tell(seen[^1], 1, "Completed");
            await host.PlaceOrder();
            next = page["next"]?.ToString();
            if (next is null)
                break;
        }

        seen.ShouldBe(Enumerable.Reverse(placed));
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task They_are_found_by_state(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var (submitted, waiting, completed) = (
            await host.PlaceOrder(),
            await host.PlaceOrder(),
            await host.PlaceOrder()
        );
        await host.Tell(waiting, 1, "ReservingStock");
        await host.Tell(waiting, 2, "AwaitingReview");
        await host.Tell(completed, 1, "ReservingStock");
        await host.Tell(completed, 2, "Completed");

        (await Orders(host, "state=Submitted")).ShouldBe([submitted]);
        (await Orders(host, "state=AwaitingReview")).ShouldBe([waiting]);
        (await Orders(host, "state=Completed")).ShouldBe([completed]);
        (await Orders(host, "state=ReservingStock")).ShouldBeEmpty();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task They_are_found_by_customer_and_time(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var ada = await host.PlaceOrder();
        var at = Uri.EscapeDataString((await host.GetOrder(ada))["submittedAt"]!.ToString());
        var other = AnOrder.Valid();
        other["customerId"] = "c-2";
        using var placed = await host.Post("/orders", other);
        var bob = (await placed.Problemless()).Guid("orderId");

        (await Orders(host, "customer=c-1")).ShouldBe([ada]);
        (await Orders(host, "customer=c-2")).ShouldBe([bob]);
        (await Orders(host, $"to={at}")).ShouldBeEmpty();
        (await Orders(host, $"from={at}")).ShouldBe([bob, ada]);
        (await Orders(host, "from=2026-01-01t00:00:00.123456789z")).ShouldBe([bob, ada]);
        (await Orders(host, "to=2026-01-01T00:00:00%2B14:00")).ShouldBeEmpty();
        (await Orders(host, $"from={at}&customer=c-2&state=Submitted")).ShouldBe([bob]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=%2B1", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=", "from")]
    [InlineData("from=01/02/2026", "from")]
    [InlineData("from=2026-01-02", "from")]
    [InlineData("from=2026-01-02T03:04:05", "from")]
    [InlineData("from=2026-01-02T03:04Z", "from")]
    [InlineData("from=2026-01-02%2003:04:05Z", "from")]
    [InlineData("from=2026-01-02T03:04:05%2B0100", "from")]
    [InlineData("from=2026-02-30T03:04:05Z", "from")]
    [InlineData("from=0001-01-01T00:00:00%2B14:00", "from")]
    [InlineData("to=Fri,%2002%20Jan%202026%2003:04:05%20GMT", "to")]
    [InlineData("to=2026-01-02T03:04:05Z&to=2026-01-02T03:04:05Z", "to")]
    [InlineData("state=%00", "state")]
    [InlineData("state=Nowhere", "state")]
    [InlineData("state=completed", "state")]
    [InlineData("state=", "state")]
    [InlineData("customer=a%0Ab", "customer")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=%00%ff", "cursor")]
    [InlineData("cursor=LTEuMDA", "cursor")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string field)
    {
        var host = await hosts.EntryApi();

        using var response = await host.Get($"/orders?{query}");

        (await response.Problem(400)).Fields().ShouldBe([field]);
    }

    [Fact]
    public async Task Who_asks_for_a_state_that_there_is_not_is_told_all_that_there_are()
    {
        var host = await hosts.EntryApi();
        var saga = new OrderStateMachine(TimeProvider.System, Options.Create(new SagaOptions()));

        using var response = await host.Get("/orders?state=Nowhere");

        var said = (await response.Problem(400))["errors"]!["state"]!.AsArray().ShouldHaveSingleItem()!.ToString();
        said.ShouldStartWith("must be one of ");
        said["must be one of ".Length..^1]
            .Split(", ")
            .ShouldBe(
                saga.States.Except([saga.Initial, saga.Final]).Select(state => state.Name).Append("Submitted"),
                ignoreOrder: true
            );
    }

    private static async Task<JsonNode> Page(EntryApiHost host, string path)
    {
        using var response = await host.Get(path);
        return await response.Problemless();
    }

    private static async Task<IEnumerable<Guid>> Orders(EntryApiHost host, string query) =>
        (await Page(host, $"/orders?{query}"))["orders"]!.AsArray().Select(order => order!.Guid("orderId"));
}
