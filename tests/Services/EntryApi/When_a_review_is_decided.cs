using System.Net;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_review_is_decided(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly JsonObject Approval = new() { ["approve"] = true };

    private static readonly JsonObject Rejection = new() { ["approve"] = false, ["reason"] = "looks stolen" };

    [Fact]
    public async Task An_approval_goes_to_the_saga()
    {
        var host = await hosts.EntryApi();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", Approval);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().ShouldBe($"/orders/{orderId}");
        await Eventually.Holds(() => Approvals(host, orderId).Count > 0);
        Approvals(host, orderId).ShouldBe([new ApprovePayment { OrderId = orderId }]);
        Rejections(host, orderId).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejection_goes_to_the_saga_with_its_reason()
    {
        var host = await hosts.EntryApi();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", Rejection);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(() => Rejections(host, orderId).Count > 0);
        Rejections(host, orderId).ShouldBe([new RejectPayment { OrderId = orderId, Reason = "looks stolen" }]);
        Approvals(host, orderId).ShouldBeEmpty();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task The_first_decision_stands(string database)
    {
        var host = await hosts.EntryApi(database);
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
        await Eventually.Holds(() => Approvals(host, orderId).Count + Rejections(host, orderId).Count > 0);
        (Approvals(host, orderId).Count, Rejections(host, orderId).Count).ShouldBe(
            accepted == Approval ? (1, 0) : (0, 1)
        );
    }

    [Theory]
    [InlineData("AuthorisingPayment")]
    [InlineData("BookingShipment")]
    [InlineData("Completed")]
    public async Task It_is_a_conflict_when_nothing_awaits_it(string state)
    {
        var host = await hosts.EntryApi();
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
        var host = await hosts.EntryApi();
        var orderId = await AwaitingReview(host);

        using var response = await host.Post($"/orders/{orderId}/review", JsonNode.Parse(body)!);

        (await response.Problem(422)).Fields().ShouldBe([field]);
    }

    [Fact]
    public async Task It_needs_an_order()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post($"/orders/{Guid.NewGuid()}/review", Approval);

        await response.Problem(404);
    }

    private static IReadOnlyList<ApprovePayment> Approvals(EntryApiHost host, Guid orderId) =>
        [.. host.Others.Received<ApprovePayment>().Where(command => command.OrderId == orderId)];

    private static IReadOnlyList<RejectPayment> Rejections(EntryApiHost host, Guid orderId) =>
        [.. host.Others.Received<RejectPayment>().Where(command => command.OrderId == orderId)];

    private static async Task<Guid> AwaitingReview(EntryApiHost host)
    {
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "AwaitingReview");
        return orderId;
    }
}
