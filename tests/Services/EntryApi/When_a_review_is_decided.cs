using System.Net;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_review_is_decided(Servers servers)
{
    private static readonly JsonObject Approval = new() { ["approve"] = true };

    private static readonly JsonObject Rejection = new() { ["approve"] = false, ["reason"] = "looks stolen" };

    [Fact]
    public async Task An_approval_goes_to_the_saga()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", Approval);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().ShouldBe($"/orders/{orderId}");
        await Eventually.Holds(() => host.Others.Received<ApprovePayment>().Count > 0);
        host.Others.Received<ApprovePayment>().ShouldBe([new ApprovePayment { OrderId = orderId }]);
        host.Others.Received<RejectPayment>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejection_goes_to_the_saga_with_its_reason()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", Rejection);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(() => host.Others.Received<RejectPayment>().Count > 0);
        host.Others.Received<RejectPayment>()
            .ShouldBe([new RejectPayment { OrderId = orderId, Reason = "looks stolen" }]);
        host.Others.Received<ApprovePayment>().ShouldBeEmpty();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task The_first_decision_stands(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await AwaitingReview(host);

        var responses = await Task.WhenAll(
            new[] { Approval, Rejection, Approval, Rejection, Approval, Rejection }.Select(async decision =>
                (decision, response: await host.Post($"/orders/{orderId}/review", decision))
            )
        );

        var accepted = responses
            .Where(answer => answer.response.StatusCode == HttpStatusCode.Accepted)
            .Select(answer => answer.decision)
            .Distinct()
            .ShouldHaveSingleItem("one decision is taken");
        responses
            .Where(answer => answer.decision != accepted)
            .ShouldAllBe(answer => answer.response.StatusCode == HttpStatusCode.Conflict);
        await host.PlaceOrder();
        await Eventually.Holds(() =>
            host.Others.Received<ApprovePayment>().Count + host.Others.Received<RejectPayment>().Count > 0
        );
        (host.Others.Received<ApprovePayment>().Count, host.Others.Received<RejectPayment>().Count).ShouldBe(
            accepted == Approval ? (1, 0) : (0, 1)
        );
    }

    [Theory]
    [InlineData("AuthorisingPayment")]
    [InlineData("BookingShipment")]
    [InlineData("Completed")]
    public async Task It_is_a_conflict_when_nothing_awaits_it(string state)
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, state);

        using var response = await host.Post($"/orders/{orderId}/review", Approval);

        (await response.Problem(409))["detail"]!.ToString().ShouldContain(state);
    }

    [Theory]
    [InlineData("""{"approve":false}""", "reason")]
    [InlineData("""{"approve":false,"reason":""}""", "reason")]
    [InlineData("""{"reason":"because"}""", "approve")]
    [InlineData("""{"approve":true,"reason":"a\nb"}""", "reason")]
    public async Task It_must_say_what_and_why(string body, string field)
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", JsonNode.Parse(body)!);

        (await response.Problem(422)).Fields().ShouldBe([field]);
    }

    [Fact]
    public async Task It_needs_an_order()
    {
        await using var host = await EntryApiHost.StartAsync();

        using var response = await host.Post($"/orders/{Guid.NewGuid()}/review", Approval);

        await response.Problem(404);
    }

    private static async Task<Guid> AwaitingReview(EntryApiHost host)
    {
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "AwaitingReview");
        return orderId;
    }
}
