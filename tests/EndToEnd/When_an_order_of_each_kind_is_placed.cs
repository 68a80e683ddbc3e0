using EventDriven.EndToEnd.Tests.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

[Collection(nameof(SharedDeployment))]
public sealed class When_an_order_of_each_kind_is_placed(OneOrderOfEachKind orders) : IClassFixture<OneOrderOfEachKind>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_good_one_is_completed_paid_and_dispatched()
    {
        var order = orders.Ended[orders.Good];

        order.ShouldSatisfyAllConditions(o => o.State.ShouldBe("Completed"), o => o.Reason.ShouldBeNull());
        (await Money(order)).ShouldBe("Authorised, Captured");
        (await Parcel(order)).ShouldBe("Booked, Dispatched");
    }

    [Fact]
    public async Task The_one_that_is_out_of_stock_is_rejected_and_costs_nobody_anything()
    {
        var order = orders.Ended[orders.OutOfStock];

        order.ShouldSatisfyAllConditions(
            o => o.State.ShouldBe("Rejected"),
            o => o.Reason.ShouldNotBeNull().ShouldContain("CLOCK-WALL-RED")
        );
        (await Money(order)).ShouldBe("");
        (await Parcel(order)).ShouldBe("");
    }

    [Fact]
    public async Task The_one_whose_payment_is_declined_is_rejected_and_nothing_is_booked()
    {
        var order = orders.Ended[orders.Declined];

        order.ShouldSatisfyAllConditions(
            o => o.State.ShouldBe("Rejected"),
            o => o.Reason.ShouldNotBeNull().ShouldContain("declined")
        );
        (await Money(order)).ShouldBe("");
        (await Parcel(order)).ShouldBe("");
    }

    [Fact]
    public async Task The_one_that_an_operator_approves_is_completed()
    {
        var order = orders.Ended[orders.Reviewed];

        order.State.ShouldBe("Completed");
        order.Timeline.Select(entry => entry.State).ShouldContain("AwaitingReview");
        (await Money(order)).ShouldBe("Authorised, Captured");
        (await Parcel(order)).ShouldBe("Booked, Dispatched");
    }

    [Fact]
    public async Task The_one_that_the_carrier_refuses_is_rejected_and_its_payment_is_voided()
    {
        var order = orders.Ended[orders.RefusedByTheCarrier];

        order.ShouldSatisfyAllConditions(
            o => o.State.ShouldBe("Rejected"),
            o => o.Reason.ShouldBe("The carrier does not deliver to this postal code.")
        );
        (await Money(order)).ShouldBe("Authorised, Voided");
        (await Parcel(order)).ShouldBe("");
    }

    [Fact]
    public async Task The_one_that_is_cancelled_while_its_parcel_is_being_booked_is_undone()
    {
        var order = orders.Ended[orders.CancelledMidway];

        order.State.ShouldBe("Cancelled");
        (await Money(order)).ShouldBe("Authorised, Voided");
        (await Parcel(order)).ShouldBe("Booked, Cancelled");
    }

    [Fact]
    public async Task The_one_whose_provider_answers_late_is_asked_for_again_and_completed_with_one_charge()
    {
        var order = orders.Ended[orders.LatelyPaid];

        order.State.ShouldBe("Completed");
        order.Timeline.Select(entry => entry.Cause).ShouldContain(cause => cause.Contains("asked again"));
        (await Money(order)).ShouldBe("Authorised, Captured");
        (await Parcel(order)).ShouldBe("Booked, Dispatched");
    }

    [Fact]
    public async Task The_one_whose_capture_fails_is_rejected_and_undone_in_reverse()
    {
        var order = orders.Ended[orders.CaptureFails];

        order.ShouldSatisfyAllConditions(o => o.State.ShouldBe("Rejected"), o => o.Reason.ShouldNotBeNull());
        (await Parcel(order)).ShouldBe("Booked, Cancelled");
        (await Money(order)).ShouldBe("Authorised, Voided");
        string[] undone = ["The shipment is cancelled.", "The payment is voided.", "The stock is released."];
        order.Timeline.Select(entry => entry.Cause).Where(undone.Contains).ShouldBe(undone);
    }

    [Fact]
    public async Task The_one_whose_dispatch_is_refused_for_good_is_refunded_after_the_carrier_has_confirmed()
    {
        var order = orders.Ended[orders.RefusedAtTheDispatch];

        order.ShouldSatisfyAllConditions(
            o => o.State.ShouldBe("Rejected"),
            o => o.Reason.ShouldBe("The booking has lapsed.")
        );
        (await Parcel(order)).ShouldBe("Booked, Cancelled");
        (await Money(order)).ShouldBe("Authorised, Captured, Refunded");
        string[] undone =
        [
            "Shipping refused DispatchShipment: The booking has lapsed.",
            "The shipment is cancelled.",
            "The payment is refunded.",
            "The payment is voided.",
            "The stock is released.",
        ];
        order.Timeline.Select(entry => entry.Cause).Where(undone.Contains).ShouldBe(undone);
    }

    [Fact]
    public void Each_order_shows_its_whole_history()
    {
        foreach (var order in orders.Ended.Values)
        {
            order
                .Timeline.Select(entry => entry.Sequence)
                .ShouldBe(Enumerable.Range(1, order.Timeline.Count), $"{order.OrderId}");
            order.Timeline[^1].State.ShouldBe(order.State, $"{order.OrderId}");
        }
    }

    [Fact]
    public async Task Stock_money_parcels_and_mails_add_up()
    {
        var expected = orders.Before + Effects.Of([.. orders.Ended.Select(order => (order.Key, order.Value))]);

        // The last orders' stock is committed, and their customers are told, shortly after they have ended.
        var effects = await Eventually.See(
            () => Effects.Read(orders.Deployment, Cancel),
            seen => seen == expected,
            TimeSpan.FromSeconds(20),
            Cancel
        );

        effects.ShouldBe(expected);
    }

    [Fact]
    public async Task No_message_is_left_in_any_queue()
    {
        var waiting = await Eventually.See(
            () => orders.Deployment.Broker.WaitingMessages(Cancel),
            seen => seen.Count == 0,
            TimeSpan.FromSeconds(20),
            Cancel
        );

        waiting.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_message_has_failed() => (await orders.Deployment.FailedMessages(Cancel)).ShouldBeEmpty();

    [Fact]
    public async Task The_management_UI_shows_each_queue_with_its_dead_letter_queue_and_readable_names()
    {
        string[] dropping = ["operations-feed", "operations-replicas"];
        var working = ServiceEntry.All.SelectMany(service => service.Queues).Except(dropping);

        var queues = await orders.Deployment.Broker.QueueNames(Cancel);
        queues
            .Where(name =>
                !name.EndsWith("_error", StringComparison.Ordinal)
                && !name.EndsWith("_skipped", StringComparison.Ordinal)
            )
            .ShouldBe(
                [.. working.SelectMany(name => new[] { name, $"{name}_dead_letter" }), .. dropping],
                ignoreOrder: true
            );

        var exchanges = await orders.Deployment.Broker.ExchangeNames(Cancel);
        exchanges
            .Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal))
            .ShouldAllBe(name =>
                name.All(letter => char.IsAsciiLetterLower(letter) || letter == '-' || letter == '_' || letter == '.')
            );
    }

    /// <summary>What the provider's ledger has for the order, in the order in which it happened.</summary>
    private Task<string> Money(OrderSnapshot order) =>
        orders.Deployment.Read<string>(
            "PaymentProvider",
            $"""
            SELECT coalesce(string_agg("Kind", ', ' ORDER BY "At"), '') FROM "LedgerEntries"
            WHERE "Reference" = '{order.OrderId}'
            """,
            Cancel
        );

    /// <summary>What the carrier's book has for the order, in the order in which it happened.</summary>
    private Task<string> Parcel(OrderSnapshot order) =>
        orders.Deployment.Read<string>(
            "Carrier",
            $"""
            SELECT coalesce(string_agg("Kind", ', ' ORDER BY "At"), '') FROM "Entries"
            WHERE "Reference" = '{order.OrderId}'
            """,
            Cancel
        );
}
