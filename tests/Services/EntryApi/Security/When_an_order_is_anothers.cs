using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_an_order_is_anothers(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly JsonObject Cancellation = new() { ["reason"] = "changed my mind" };

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Looking_at_it_is_answered_as_for_one_that_does_not_exist(string database)
    {
        var host = await hosts.EntryApi(database);
        var (orderId, unknown) = (await host.PlaceOrder(), Guid.NewGuid());
        var other = host.AsCustomer("c-2");

        using var hidden = await other.GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);
        using var missing = await other.GetAsync($"/orders/{unknown}", TestContext.Current.CancellationToken);

        (await Answer(hidden, orderId)).ShouldBe(await Answer(missing, unknown));
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Cancelling_it_is_answered_as_for_one_that_does_not_exist_and_does_nothing(string database)
    {
        var host = await hosts.EntryApi(database);
        var (orderId, unknown) = (await host.PlaceOrder(), Guid.NewGuid());
        var other = host.AsCustomer("c-2");

        using var hidden = await Cancel(other, orderId);
        using var missing = await Cancel(other, unknown);

        (await Answer(hidden, orderId)).ShouldBe(await Answer(missing, unknown));
        (await host.GetOrder(orderId))["cancellation"].ShouldBeNull();
    }

    [Fact]
    public async Task It_stays_hidden_once_it_is_too_late_to_cancel()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "Completed");

        using var response = await Cancel(host.AsCustomer("c-2"), orderId);

        await response.Problem(404);
    }

    [Fact]
    public async Task Its_customer_sees_and_cancels_it()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        var owner = host.AsCustomer("c-1");

        using var seen = await owner.GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);
        using var cancelled = await Cancel(owner, orderId);

        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count == 1);
    }

    [Fact]
    public async Task An_operator_sees_and_cancels_it()
    {
        var host = await hosts.EntryApi();
        using var placed = await host.AsCustomer("c-1")
            .PostAsJsonAsync("/orders", AnOrder.Valid(), TestContext.Current.CancellationToken);
        var orderId = (await placed.Problemless()).Guid("orderId");

        (await host.GetOrder(orderId))["customerId"]!.ToString().ShouldBe("c-1");
        using var cancelled = await Cancel(host.Client, orderId);

        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_customer_cannot_place_it()
    {
        var host = await hosts.EntryApi();

        using var response = await host.AsCustomer("c-2")
            .PostAsJsonAsync("/orders", AnOrder.Valid(), TestContext.Current.CancellationToken);

        var problem = await response.Problem(403);
        problem["type"]!.ToString().ShouldBe("/problems/forbidden");
        problem["detail"]!.ToString().ShouldContain("customerId");
    }

    [Fact]
    public async Task An_operator_places_it()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post("/orders", AnOrder.Valid());

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static Task<HttpResponseMessage> Cancel(HttpClient client, Guid orderId) =>
        client.PostAsJsonAsync($"/orders/{orderId}/cancellation", Cancellation, TestContext.Current.CancellationToken);

    /// <summary>All that a client gets, but for the id that it asked for and what differs with every request.</summary>
    private static async Task<string> Answer(HttpResponseMessage response, Guid orderId)
    {
        var problem = await response.Problem(404);
        problem["type"]!.ToString().ShouldBe("/problems/unknown-order");
        problem.AsObject().Remove("traceId");
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .Where(header => header.Key != "Date")
            .OrderBy(header => header.Key)
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return $"{string.Join('\n', headers)}\n{problem}".Replace($"{orderId}", "{orderId}", StringComparison.Ordinal);
    }
}
