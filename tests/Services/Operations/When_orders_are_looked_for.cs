using EventDriven.Contracts.Orders;
using EventDriven.Operations.Orders;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_orders_are_looked_for(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly DateTimeOffset Now = Told.Submitted.AddMinutes(1);

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task One_is_found_by_its_id_the_beginning_of_it_its_customer_or_what_it_is_for(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        var (wanted, other) = (Guid.NewGuid(), Guid.NewGuid());
        await console.Hears(
            Told.Reserving(wanted)[0] with
            {
                CustomerId = "c-7",
                Lines = [new() { Sku = "LAMP-7", Quantity = 1 }],
            }
        );
        await console.Hears(Told.Reserving(other));

        foreach (
            var text in new[]
            {
                $"{wanted}",
                $"{wanted:N}",
                $"{wanted}".ToUpperInvariant(),
                Short(wanted),
                " c-7 ",
                "LAMP-7",
            }
        )
            (await console.Get($"/console/orders?q={Uri.EscapeDataString(text)}"))
                .Orders()
                .ShouldBe([Short(wanted)], $"by {text}");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task They_are_filtered_by_state_and_by_kind_of_end(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        var (reviewed, completed, rejected) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await console.Hears([
            .. Told.AwaitingReview(reviewed),
            .. Told.Completed(completed),
            .. Told.Rejected(rejected),
        ]);

        (await Found(console, "state=AwaitingReview")).ShouldBe([Short(reviewed)]);
        (await Found(console, "state=on-the-way")).ShouldBe([Short(reviewed)]);
        (await Found(console, "state=Completed")).ShouldBe([Short(completed)]);
        (await Found(console, "state=ended")).ShouldBe([Short(completed), Short(rejected)], ignoreOrder: true);
        (await Found(console, "state=Rejected&q=LAMP-1")).ShouldBe([Short(rejected)]);
        (await Found(console, "state=Cancelled")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task They_are_filtered_by_age(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        var (young, old) = (Guid.NewGuid(), Guid.NewGuid());
        await console.Hears(SubmittedAt(young, Now.AddMinutes(-1)), SubmittedAt(old, Now.AddHours(-30)));

        (await Found(console, "age=24h")).ShouldBe([Short(young)]);
        (await Found(console, "age=over-24h")).ShouldBe([Short(old)]);
        (await Found(console, "age=7d")).ShouldBe([Short(young), Short(old)]);
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Pages_show_each_order_once_however_orders_come_and_move_meanwhile(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        // Seven in each second, so that pages end between orders of the same second.
        Guid[] orders = [.. Enumerable.Range(0, 120).Select(_ => Guid.NewGuid())];
        await console.Hears(orders.Select((order, index) => SubmittedAt(order, Now.AddSeconds(-60 - index / 7))));

        var page = await console.Get("/console/orders?q=c-1");
        List<string> seen = [.. page.Orders()];
        while (page.Next is { } next)
        {
            await console.Hears(
                SubmittedAt(Guid.NewGuid(), Now),
                Told.Entry(orders[^1], seen.Count, "ReservingStock", "StockReserved", "AuthorisingPayment")
            );
            page = await console.Get(next);
            seen.AddRange(page.Orders());
        }

        seen.ShouldBe(orders.Select(Short), ignoreOrder: true);
        seen.Take(7).ShouldBe(orders.Take(7).Select(Short), ignoreOrder: true, "latest first");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Stuck_ones_stand_on_top_longest_first_and_all_of_them_in_a_list_of_their_own(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        Guid[] stuck = [.. Enumerable.Range(0, 60).Select(_ => Guid.NewGuid())];
        var fine = Guid.NewGuid();
        await console.Hears(
            stuck.Select((order, index) => Told.Reserving(order)[0].At(Now.AddHours(-2).AddMinutes(index)))
        );
        await console.Hears(Told.Reserving(fine)[0].At(DateTimeOffset.UtcNow));

        var page = await console.Get("/console/orders");

        page.Orders("stuck-heading").ShouldBe(stuck.Take(10).Select(Short));
        page.TextIn("stuck-heading").ShouldStartWith("Stuck 60");
        var all = await console.Get("/console/orders?state=stuck");
        all.Orders().ShouldBe(stuck.Take(50).Select(Short));
        (await console.Get(all.Next!)).Orders().ShouldBe(stuck.Skip(50).Select(Short));
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Stuck_ones_stand_on_top_of_what_was_looked_for(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        var (reserving, reviewed, others, fine) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await console.Hears(
            Told.Reserving(reserving)[0].At(Now.AddHours(-1)),
            Told.Reserving(others)[0].At(Now.AddHours(-2)) with
            {
                CustomerId = "c-7",
            },
            Told.Reserving(fine)[0].At(DateTimeOffset.UtcNow)
        );
        await console.Hears(
            Told.AwaitingReview(reviewed).Select(entry => entry.At(Now.AddHours(-20).AddSeconds(entry.Sequence)))
        );

        (await Stuck("state=ReservingStock")).ShouldBe([Short(others), Short(reserving)]);
        (await Stuck("state=AwaitingReview")).ShouldBe([Short(reviewed)]);
        (await Stuck("q=c-7")).ShouldBe([Short(others)]);
        (await Stuck("q=LAMP-1&state=on-the-way")).ShouldBe([Short(reviewed), Short(others), Short(reserving)]);
        (await Stuck("state=Completed")).ShouldBeEmpty();
        (await Stuck("state=stuck")).ShouldBeEmpty();

        async Task<IReadOnlyList<string>> Stuck(string query) =>
            (await console.Get($"/console/orders?{query}")).Orders("stuck-heading");
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Every_page_says_why_an_order_is_stuck_and_what_helps(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        var (fine, first, second) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await console.Hears(
            Told.Reserving(fine)
                .Concat(Told.Authorising(first))
                .Concat(Told.Authorising(second))
                .Select(entry => entry.At(DateTimeOffset.UtcNow))
        );
        (await console.Get("/console")).TextIn("troubles").ShouldBeEmpty();

        await console.Has(Told.Waiting("payments"));

        const string why =
            "Payments waits since 17:10:24 UTC, because the database refuses the login. Correct the cause. No message "
            + "is lost, and the orders then continue by themselves. Services";
        var orders = await console.Get("/console/orders");
        orders.Orders("stuck-heading").ShouldBe([Short(first), Short(second)], ignoreOrder: true);
        orders.TextIn("stuck-heading").ShouldContain($"Payments to authorise the payment {why}");
        (await Found(console, "state=stuck")).ShouldBe([Short(first), Short(second)], ignoreOrder: true);
        (await console.Get("/console")).TextIn("troubles").ShouldBe($"What is wrong {why} 2 orders");
        (await console.Get("/console")).TextIn("states").ShouldContain("Authorising payment 2 2 stuck");
        (await console.Get($"/console/orders/{first}")).Text.ShouldContain(why);
        (await console.Get($"/console/orders/{fine}")).Text.ShouldNotContain("stuck");
    }

    [Fact]
    public async Task What_counts_as_stuck_is_said()
    {
        await using var console = await OrdersConsole.StartWithAsync(
            new()
            {
                ["Stuck:AwaitingReview"] = "02:30:00",
                ["Stuck:BookingShipment"] = "00:10:00",
                ["Stuck:Default"] = "00:05:00",
            }
        );

        (await console.Get("/console/orders")).Text.ShouldContain(
            "Awaiting review after 2 h 30 min, Booking shipment after 10 min, Compensating after 12 min, "
                + "Compensation failed at once, any other state after 5 min."
        );
    }

    [Theory]
    [InlineData("ReservingStock")]
    [InlineData("BookingShipment")]
    [InlineData("AwaitingReview")]
    [InlineData("CompensationFailed")]
    public async Task Each_state_can_have_a_limit_of_its_own(string state)
    {
        await using var console = await OrdersConsole.StartWithAsync(new() { [$"Stuck:{state}"] = "01:00:00" });
        var (stuck, fine) = (Guid.NewGuid(), Guid.NewGuid());
        await console.Hears(
            Told.In(state, stuck)[^1].At(DateTimeOffset.UtcNow.AddMinutes(-90)),
            Told.In(state, fine)[^1].At(DateTimeOffset.UtcNow.AddMinutes(-30))
        );

        (await Found(console, "state=stuck")).ShouldBe([Short(stuck)]);
    }

    [Theory]
    [InlineData(
        "Stuck:BookingShipment",
        "soon",
        "The setting Stuck:BookingShipment is 'soon': it must be a time, such as 00:10:00."
    )]
    [InlineData("Stuck:Default", "-00:10:00", "The setting Stuck:Default is '-00:10:00': it must be a time")]
    [InlineData(
        "Stuck:Booking",
        "00:10:00",
        "The setting Stuck:Booking names no state in which an order can be stuck. The states are ReservingStock, "
    )]
    public void A_limit_that_would_not_count_is_refused(string setting, string value, string said) =>
        Should
            .Throw<StartRefusedException>(() =>
                new StuckLimits(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build())
            )
            .Message.ShouldStartWith(said);

    [Fact]
    public async Task The_next_page_keeps_the_filters()
    {
        await using var console = await OrdersConsole.StartAsync();
        await console.Hears(Enumerable.Range(0, 51).Select(_ => Told.Reserving(Guid.NewGuid())[0]));

        var next = (await console.Get("/console/orders?q=c-1&state=on-the-way&age=24h")).Next.ShouldNotBeNull();

        next.ShouldContain("q=c-1");
        next.ShouldContain("state=on-the-way");
        next.ShouldContain("age=24h");
    }

    [Theory]
    [InlineData("?q=nothing", "No order matches.")]
    [InlineData("?state=stuck", "No order is stuck.")]
    [InlineData("", "No orders yet.")]
    [InlineData("?q=%00&after=nonsense&state=%27&age=x", "No order matches.")]
    public async Task Where_there_is_none_it_is_said_why(string query, string said)
    {
        var console = await hosts.Orders();

        (await console.Get($"/console/orders{query}")).TextIn("found-heading").ShouldContain(said);
    }

    [Fact]
    public async Task A_row_says_where_an_order_stands_and_what_it_waits_for()
    {
        await using var console = await OrdersConsole.StartAsync();
        var order = Guid.NewGuid();
        await console.Hears(Told.Booking(order).Select(entry => entry.At(DateTimeOffset.UtcNow)));

        var row = (await console.Get("/console/orders")).TextIn("found-heading");
        row.ShouldContain($"{Short(order)} c-1 Booking shipment");
        row.ShouldMatch(@"\d+ (s|min) Shipping to book the parcel 59\.80 EUR");
    }

    private static OrderStatusChanged SubmittedAt(Guid orderId, DateTimeOffset at) =>
        Told.Reserving(orderId)[0] with
        {
            SubmittedAt = at,
        };

    private static string Short(Guid orderId) => orderId.ToString()[..8];

    private static async Task<IReadOnlyList<string>> Found(OrdersConsole console, string query) =>
        (await console.Get($"/console/orders?{query}")).Orders();
}
