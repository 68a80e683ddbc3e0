using System.Net;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_cancellation_is_asked_for(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly JsonObject Body = new() { ["reason"] = "changed my mind" };

    [Theory]
    [InlineData("Submitted")]
    [InlineData("ReservingStock")]
    [InlineData("AwaitingReview")]
    [InlineData("CapturingPayment")]
    [InlineData("Compensating")]
    [InlineData("CompensationFailed")]
    public async Task The_saga_is_asked_while_it_may_still_be_possible(string state)
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        if (state != "Submitted")
            await host.Tell(orderId, 1, state);

        using var response = await host.Post($"/orders/{orderId}/cancellation", Body);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().ShouldBe($"/orders/{orderId}");
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count > 0);
        host.Others.Cancellations(orderId)
            .ShouldBe([new CancelOrder { OrderId = orderId, Reason = "changed my mind" }]);
        var cancellation = (await host.GetOrder(orderId))["cancellation"]!;
        cancellation["reason"]!.ToString().ShouldBe("changed my mind");
        cancellation["requestedAt"].ShouldNotBeNull();
        cancellation["refused"].ShouldBeNull();
    }

    [Theory]
    [InlineData("Dispatching")]
    [InlineData("Completed")]
    [InlineData("Cancelled")]
    [InlineData("Rejected")]
    public async Task It_is_a_conflict_when_it_is_known_to_be_too_late(string state)
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, state);

        using var response = await host.Post($"/orders/{orderId}/cancellation", Body);

        (await response.Problem(409))["detail"]!.ToString().ShouldContain(state);
        (await host.GetOrder(orderId))["cancellation"].ShouldBeNull();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Many_times_at_once_it_is_answered_alike_and_sent_once(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => host.Post($"/orders/{orderId}/cancellation", Body))
        );
        // Orders placed afterwards go the same way: when their commands are there, no second cancellation is still to
        // come.
        await host.PlaceOrder();
        using var again = await host.Post($"/orders/{orderId}/cancellation", Body);

        responses
            .Append(again)
            .Select(response => response.StatusCode)
            .ShouldAllBe(status => status == HttpStatusCode.Accepted);
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count > 0);
        host.Others.Cancellations(orderId).ShouldHaveSingleItem();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task The_sagas_refusal_is_shown_and_answered(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();
        using var accepted = await host.Post($"/orders/{orderId}/cancellation", Body);
        await accepted.Problemless();

        await host.Publish(
            new OrderCancellationRefused
            {
                OrderId = orderId,
                Reason = "It is paid and on its way.",
                At = DateTimeOffset.UnixEpoch,
            }
        );

        await Eventually.Holds(async () =>
            (await host.GetOrder(orderId))["cancellation"]!["refused"]?.ToString() == "It is paid and on its way."
        );
        using var again = await host.Post($"/orders/{orderId}/cancellation", Body);
        (await again.Problem(409))["detail"]!.ToString().ShouldBe("It is paid and on its way.");
    }

    [Fact]
    public async Task An_order_cancelled_by_it_answers_it_again_as_before()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        using var first = await host.Post($"/orders/{orderId}/cancellation", Body);
        await host.Tell(orderId, 1, "Cancelled", "changed my mind");

        using var again = await host.Post($"/orders/{orderId}/cancellation", Body);

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task It_needs_an_order()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Post($"/orders/{Guid.NewGuid()}/cancellation", Body);

        await response.Problem(404);
    }

    [Fact]
    public async Task It_needs_a_reason()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();

        using var response = await host.Post($"/orders/{orderId}/cancellation", new JsonObject { ["reason"] = " " });

        (await response.Problem(422)).Fields().ShouldBe(["reason"]);
    }
}
