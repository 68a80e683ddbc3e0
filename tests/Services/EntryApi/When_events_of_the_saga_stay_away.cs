using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Changes;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>A message failed or was lost, or the saga's database was restored to an earlier time.</summary>
public sealed class When_events_of_the_saga_stay_away(Servers servers) : IDisposable
{
    private readonly LogLines _log = new();

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task A_missing_entry_is_added_from_the_sagas_history(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 3, "Cancelled");
        (await Cancelled(host)).ShouldBeEmpty("it is not shown as cancelled before its second entry is there");
        host.Others.Knows(
            EntryApiHost.Said(orderId, 1, "ReservingStock"),
            EntryApiHost.Said(orderId, 2, "Compensating"),
            EntryApiHost.Said(orderId, 3, "Cancelled")
        );

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        (await host.GetOrder(orderId))["timeline"]!.AsArray().Count.ShouldBe(3);
        (await Cancelled(host)).ShouldBe([$"{orderId}"]);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain($"{orderId}");
    }

    [Fact]
    public async Task A_missing_end_is_added()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        host.Others.Knows(
            EntryApiHost.Said(orderId, 1, "ReservingStock"),
            EntryApiHost.Said(orderId, 2, "Cancelled", "Found it cheaper.")
        );

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        var order = await host.GetOrder(orderId);
        ($"{order["state"]}", $"{order["reason"]}").ShouldBe(("Cancelled", "Found it cheaper."));
        (await Cancelled(host)).ShouldBe([$"{orderId}"]);
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_order_whose_last_entry_overtook_another_is_marked_as_ended(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 2, "Cancelled");
        await host.Tell(orderId, 1, "ReservingStock");

        using var reconciliation = Reconciliation(host, TimeSpan.FromHours(1));
        await Look(reconciliation);

        (await Cancelled(host)).ShouldBe([$"{orderId}"]);
        host.Others.Asked.ShouldNotContain(orderId, "all is there");
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_order_that_the_saga_does_not_know_is_submitted_again(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "AuthorisingPayment");

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        var (first, again) = await SubmittedTwice(host, orderId);
        again.ShouldBe(first with { Epoch = 2, Lines = again.Lines });
        again.Lines.ShouldBe(first.Lines);

        await host.Publish(EntryApiHost.Said(orderId, 1, "ReservingStock") with { Epoch = 2, Cause = "Again." });
        await Eventually.Holds(async () => $"{(await host.GetOrder(orderId))["state"]}" == "ReservingStock");
        // A late event of the lost history, which says that the order has ended.
        await host.Tell(orderId, 3, "Cancelled");

        var order = await host.GetOrder(orderId);
        order["timeline"]!.AsArray().ShouldHaveSingleItem()!["cause"]!.ToString().ShouldBe("Again.");
        (await Cancelled(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancellation_goes_with_it()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await Cancel(host, orderId);

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        await SubmittedTwice(host, orderId);
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count == 2);
    }

    [Fact]
    public async Task An_order_whose_history_is_shorter_than_its_timeline_begins_again()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "AuthorisingPayment");
        host.Others.Knows(EntryApiHost.Said(orderId, 1, "ReservingStock"));

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        var (_, again) = await SubmittedTwice(host, orderId);
        (again.Epoch, again.BeginAgain).ShouldBe((2, (bool?)true));
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_event_that_contradicts_the_timeline_has_the_order_begin_again_once(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "Cancelled");
        (await Cancelled(host)).ShouldBe([$"{orderId}"]);

        var other = EntryApiHost.Said(orderId, 2, "AuthorisingPayment") with { At = DateTimeOffset.UtcNow };
        await host.Publish(other);
        await host.Publish(other with { Sequence = 1 });
        var (_, again) = await SubmittedTwice(host, orderId);
        (again.Epoch, again.BeginAgain).ShouldBe((2, (bool?)true));

        await host.Publish(EntryApiHost.Said(orderId, 1, "ReservingStock") with { Epoch = 2 });
        await Eventually.Holds(async () => $"{(await host.GetOrder(orderId))["state"]}" == "ReservingStock");
        (await Cancelled(host)).ShouldBeEmpty("it has not ended");
        host.Others.Received<SubmitOrder>().Count(submit => submit.OrderId == orderId).ShouldBe(2);
    }

    [Fact]
    public async Task A_cancellation_and_a_review_that_the_saga_did_not_receive_are_sent_again()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "AwaitingReview");
        await Cancel(host, orderId);
        using (var response = await host.Post($"/orders/{orderId}/review", JsonNode.Parse("""{"approve":true}""")!))
            response.EnsureSuccessStatusCode();
        await Eventually.Holds(() => host.Others.Received<ApprovePayment>().Count == 1);
        host.Others.Knows(EntryApiHost.Said(orderId, 1, "AwaitingReview"));

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);

        await Eventually.Holds(() => host.Others.Received<ApprovePayment>().Count == 2);
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count == 2);
        host.Others.Received<SubmitOrder>().Count(submit => submit.OrderId == orderId).ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_waits_for_long_is_compared_seldom()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "AwaitingReview");
        host.Others.Knows(EntryApiHost.Said(orderId, 1, "AwaitingReview"));

        using var reconciliation = Reconciliation(host);
        await Look(reconciliation);
        await Look(reconciliation);

        host.Others.Asked.ShouldBe([orderId]);
        _log.Warnings.ShouldBeEmpty();
    }

    public void Dispose() => _log.Dispose();

    private OrderReconciliation Reconciliation(EntryApiHost host, TimeSpan after = default) =>
        host.Reconciliation(after, _log);

    private static Task Look(OrderReconciliation reconciliation) =>
        reconciliation.LookAsync(TestContext.Current.CancellationToken);

    private static async Task Cancel(EntryApiHost host, Guid orderId)
    {
        using var response = await host.Post(
            $"/orders/{orderId}/cancellation",
            JsonNode.Parse("""{"reason":"Found it cheaper."}""")!
        );
        response.EnsureSuccessStatusCode();
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count == 1);
    }

    private static async Task<(SubmitOrder First, SubmitOrder Again)> SubmittedTwice(EntryApiHost host, Guid orderId)
    {
        await Eventually.Holds(() => Submitted().Count == 2);
        return (Submitted()[0], Submitted()[1]);

        List<SubmitOrder> Submitted() =>
            [.. host.Others.Received<SubmitOrder>().Where(submit => submit.OrderId == orderId)];
    }

    private static async Task<string[]> Cancelled(EntryApiHost host)
    {
        using var response = await host.Get("/orders?state=Cancelled");
        return [.. (await response.Problemless())["orders"]!.AsArray().Select(order => order!["orderId"]!.ToString())];
    }
}
