using EventDriven.Contracts.Orders;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_the_console_hears_of_an_order(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task It_stands_where_its_latest_entry_says_in_whatever_order_they_come(string database)
    {
        var console = await hosts.Orders(database);
        var told = Told.Booking(_orderId);

        await console.Hears(told[2], told[0], told[1]);

        var order = await console.Order(_orderId);
        (order.State, order.Sequence, order.StateSince, order.Step, order.WaitsUntil, order.Undo).ShouldBe(
            (
                "BookingShipment",
                3,
                told[2].At,
                "BookShipment",
                told[2].Pending!.Until,
                "CancelShipment VoidPayment ReleaseStock"
            )
        );
        (await Sequences(console)).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task An_entry_that_is_told_twice_stands_once(string database)
    {
        var console = await hosts.Orders(database);

        await console.Hears(Told.Reserving(_orderId));
        await console.Hears(Told.Booking(_orderId));
        await console.Hears(Told.Booking(_orderId));

        (await Sequences(console)).ShouldBe([1, 2, 3]);
        (await console.Query(db => db.TrackedLines.CountAsync(line => line.OrderId == _orderId))).ShouldBe(1);
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task A_history_of_a_higher_epoch_replaces_the_one_before(string database)
    {
        var console = await hosts.Orders(database);
        var lost = Told.Completed(_orderId);
        var again = Told.Reserving(_orderId).Select(entry => entry with { Epoch = 2, Cause = "Begun again." }).ToList();

        await console.Hears(lost.Take(4));
        await console.Hears(again);
        await console.Hears(lost);

        var order = await console.Order(_orderId);
        (order.Epoch, order.State, order.Sequence, order.EndedAt).ShouldBe((2, "ReservingStock", again.Count, null));
        (await console.Query(db => db.TrackedLines.CountAsync(line => line.OrderId == _orderId))).ShouldBe(1);
        var page = await console.Get($"/console/orders/{_orderId}");
        page.Text.ShouldContain("Begun again.");
        page.Text.ShouldNotContain("Cause 4.");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task What_two_replicas_hear_at_once_is_all_kept_and_the_latest_counts(string database)
    {
        var console = await hosts.Orders(database);
        var replicas = new[] { console.AnotherReplica(), console.AnotherReplica() };
        Guid[] orders = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];

        await Task.WhenAll(
            orders
                .SelectMany(Told.Completed)
                .Select((entry, index) => replicas[index % 2].AddAsync(entry, TestContext.Current.CancellationToken))
        );

        foreach (var orderId in orders)
        {
            var order = await console.Order(orderId);
            (order.State, order.Sequence, order.Step).ShouldBe(("Completed", 6, null));
            (await console.Query(db => db.HistoryEntries.CountAsync(entry => entry.OrderId == orderId))).ShouldBe(6);
        }
    }

    [Fact]
    public async Task A_state_began_with_its_first_entry_although_a_later_one_overtook_it()
    {
        var console = await hosts.Orders();
        var told = Told.Compensating(_orderId);

        await console.Hears(told[0], told[1], told[3], told[2]);

        (await console.Order(_orderId)).StateSince.ShouldBe(told[2].At);
    }

    [Fact]
    public async Task A_state_does_not_begin_later_with_an_entry_in_it_that_was_overtaken()
    {
        var console = await hosts.Orders();
        var told = Told.Compensating(_orderId);
        var third = Told.Entry(
            _orderId,
            5,
            "BookingShipment",
            "StepDeadlineExpired",
            "BookingShipment",
            "BookShipment",
            3,
            since: 3
        );

        await console.Hears([.. told[..3], third, told[3]]);

        (await console.Order(_orderId)).StateSince.ShouldBe(told[2].At);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_noted_after_the_end_does_not_move_it(bool isOvertaken)
    {
        var console = await hosts.Orders();
        var told = Told.Completed(_orderId);
        var tooLate = Told.Entry(_orderId, 7, "Completed", "CancelOrder", "Completed", since: 6) with
        {
            At = Told.Submitted.AddDays(2),
        };

        await console.Hears(isOvertaken ? [.. told[..5], tooLate, told[5]] : [.. told, tooLate]);

        (await console.Order(_orderId)).EndedAt.ShouldBe(Told.Submitted.AddSeconds(6));
    }

    [Fact]
    public async Task A_note_by_a_replica_that_is_behind_does_not_move_the_end()
    {
        var console = await hosts.Orders();
        var told = Told.Completed(_orderId);
        var behind = Told.Entry(_orderId, 7, "Completed", "CancelOrder", "Completed", since: 6) with
        {
            At = Told.Submitted.AddMinutes(-10),
        };

        await console.Hears([.. told[..5], behind, told[5]]);

        (await console.Order(_orderId)).EndedAt.ShouldBe(Told.Submitted.AddSeconds(6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_time_from_an_older_version_the_earliest_entry_in_it_began_a_state(bool isOvertaken)
    {
        var console = await hosts.Orders();
        var told = Told.Compensating(_orderId).Select(entry => entry with { StateSince = null }).ToArray();

        await console.Hears(isOvertaken ? [.. told[..4], told[5], told[4]] : told);

        (await console.Order(_orderId)).StateSince.ShouldBe(told[4].At);
    }

    [Fact]
    public async Task An_entry_that_is_delivered_again_is_not_tried_at_the_key()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Reserving(_orderId));

        await console.AnotherReplica().AddAsync(Told.Reserving(_orderId)[0], TestContext.Current.CancellationToken);

        (await Sequences(console)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_wait_that_was_told_of_late_counts_when_none_began_after_it()
    {
        var console = await hosts.Orders();
        var told = Told.Authorising(_orderId);
        var noted = Told.Entry(_orderId, 3, "AuthorisingPayment", "CancelOrder", "AuthorisingPayment");

        await console.Hears(told[0], noted, told[1]);

        (await console.Order(_orderId)).Step.ShouldBe("AuthorisePayment");
    }

    [Fact]
    public async Task A_wait_that_is_over_does_not_come_back_with_an_entry_that_was_overtaken()
    {
        var console = await hosts.Orders();
        var told = Told.Compensating(_orderId);

        await console.Hears([.. told[..4], told[5], told[4]]);

        (await console.Order(_orderId)).Step.ShouldBe("ReleaseStock");
    }

    [Fact]
    public async Task Once_it_has_ended_it_waits_for_nothing_and_is_never_stuck()
    {
        var console = await hosts.Orders();

        await console.Hears(Told.Completed(_orderId));

        var order = await console.Order(_orderId);
        (order.Step, order.WaitsUntil, order.StuckAt, order.EndedAt).ShouldBe(
            (null, null, null, Told.Submitted.AddSeconds(6))
        );
    }

    [Fact]
    public async Task It_may_be_told_by_a_version_that_says_less()
    {
        var console = await hosts.Orders();
        OrderStatusChanged Less(int sequence, string state) =>
            new()
            {
                OrderId = _orderId,
                Sequence = sequence,
                State = state,
                Cause = "It went on.",
                At = Told.Submitted.AddSeconds(sequence),
            };

        await console.Hears(Less(2, "AuthorisingPayment"), Less(1, "ReservingStock"));

        var order = await console.Order(_orderId);
        (order.State, order.SubmittedAt, order.CustomerId, order.MachineVersion).ShouldBe(
            ("AuthorisingPayment", Told.Submitted.AddSeconds(1), null, null)
        );
        var page = await console.Get($"/console/orders/{_orderId}");
        page.Text.ShouldContain("Authorising payment for");
    }

    [Fact]
    public async Task It_comes_by_the_broker()
    {
        await using var console = await OrdersConsole.StartDistributedAsync(servers);

        await console.Publish(Told.Reserving(_orderId)[0]);

        await Eventually.Holds(() =>
            console.Query(db => db.TrackedOrders.AnyAsync(order => order.OrderId == _orderId))
        );
        (await console.Order(_orderId)).State.ShouldBe("ReservingStock");
    }

    private Task<List<int>> Sequences(OrdersConsole console) =>
        console.Query(db =>
            db.HistoryEntries.Where(entry => entry.OrderId == _orderId)
                .OrderBy(entry => entry.Sequence)
                .Select(entry => entry.Sequence)
                .ToListAsync()
        );
}
