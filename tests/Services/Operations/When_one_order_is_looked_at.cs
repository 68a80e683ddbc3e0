using System.Net;
using EventDriven.Contracts.Orders;
using EventDriven.Orchestrator;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_one_order_is_looked_at(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("not-an-id")]
    public async Task One_that_is_not_there_is_said_not_to_be(string id)
    {
        var console = await hosts.Orders();

        var page = await console.Get($"/console/orders/{id}");

        page.Status.ShouldBe(HttpStatusCode.NotFound);
        page.Text.ShouldContain($"No order with the id {id} is known here.");
    }

    [Fact]
    public async Task A_sentence_says_what_is_going_on()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Booking(_orderId));

        (await console.Get(Path)).Text.ShouldContain("Waiting for Shipping for");
    }

    [Fact]
    public async Task It_is_drawn_as_the_running_machine_describes_itself()
    {
        await using var console = await OrdersConsole.StartAsync(new OrchestratorService());
        await console.Hears(Told.Booking(_orderId));
        (await console.Get(Path)).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.Holds(() => console.Query(db => db.Workflows.AnyAsync()));

        var page = await console.Get(Path);
        (
            page.LookOf("AuthorisingPayment"),
            page.LookOf("AwaitingReview"),
            page.LookOf("BookingShipment"),
            page.LookOf("Completed")
        ).ShouldBe(("lit", "dimmed", "here", "open"));
    }

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task The_latest_description_of_each_version_is_kept(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        WorkflowDescribed Version(int version, string end) =>
            new()
            {
                Version = version,
                States = ["ReservingStock", end],
                Ends = [end],
                Transitions =
                [
                    new()
                    {
                        From = "Initial",
                        Event = "SubmitOrder",
                        To = "ReservingStock",
                    },
                    new()
                    {
                        From = "ReservingStock",
                        Event = "StockShort",
                        To = end,
                    },
                ],
            };

        await console.Publish(Version(1, "Ended"));
        await console.Publish(Version(2, "Ended"));
        await Eventually.Holds(() =>
            console.Query(async db =>
                await db.Workflows.CountAsync(workflow => workflow.Description.Contains("Ended")) == 2
            )
        );
        await console.Publish(Version(1, "Finished"));

        await console.Hears(Told.Reserving(_orderId));
        await Eventually.Holds(async () =>
            (await console.Get(Path)).Html.Contains("data-state=\"Finished\"", StringComparison.Ordinal)
        );
        (
            await console.Query(db => db.Workflows.SingleAsync(workflow => workflow.Version == 2))
        ).Description.ShouldNotContain("Finished");
    }

    [Fact]
    public async Task Before_the_workflow_is_described_it_names_the_steps_and_says_what_is_missing()
    {
        await using var console = await OrdersConsole.StartWithoutDescriptionAsync();
        await console.Hears(Told.Booking(_orderId));

        var page = await console.Get(Path);

        page.Offered.ShouldBeEmpty();
        page.Text.ShouldContain(
            "No actions are offered, because the workflow's description has not arrived yet. "
                + "The Orchestrator publishes it when it starts and every five minutes."
        );
        page.TextIn("diagram-heading").ShouldContain("The workflow's description has not arrived yet.");
        page.TextIn("undo-heading").ShouldContain("in this order: CancelShipment VoidPayment ReleaseStock");
        (await console.Get("/console/orders")).TextIn("found-heading").ShouldContain("Shipping (BookShipment)");
    }

    [Fact]
    public async Task A_description_of_an_older_Orchestrator_is_drawn_without_actions()
    {
        await using var console = await OrdersConsole.StartWithoutDescriptionAsync();
        await console.Hears(Told.Booking(_orderId));
        await console.Publish(Told.Workflow with { Steps = null, Actions = null });
        await Eventually.Holds(() => console.Query(db => db.Workflows.AnyAsync()));

        var page = await console.Get(Path);

        page.LookOf("BookingShipment").ShouldBe("here");
        page.Offered.ShouldBeEmpty();
        page.Text.ShouldContain("No actions are offered, because the workflow's description has not arrived yet.");
    }

    [Fact]
    public async Task An_ended_order_needs_no_action_and_no_notice()
    {
        await using var console = await OrdersConsole.StartWithoutDescriptionAsync();
        await console.Hears(Told.Completed(_orderId));

        (await console.Get(Path)).Text.ShouldNotContain("No actions are offered");
    }

    [Fact]
    public async Task The_timeline_shows_what_happened_what_was_asked_for_and_what_was_undone()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Compensating(_orderId));

        var timeline = (await console.Get(Path)).TextIn("timeline-heading");

        timeline.ShouldContain("Booking shipment Cause 3. BookShipment sent (attempt 1), answer due");
        timeline.ShouldContain("Booking shipment retry Cause 4. BookShipment sent (attempt 2), answer due");
        timeline.ShouldContain("+1 s Compensating undo Cause 5. VoidPayment sent (attempt 1),");
        timeline.ShouldContain("ShipmentRefused Message");
    }

    [Fact]
    public async Task The_timeline_shows_where_an_entry_is_missing()
    {
        var console = await hosts.Orders();
        var told = Told.Booking(_orderId);
        await console.Hears(told[0], told[2]);

        (await console.Get(Path)).TextIn("timeline-heading").ShouldContain("One entry has not arrived yet.");
    }

    [Fact]
    public async Task However_often_it_was_asked_for_since_its_path_is_drawn_and_every_entry_can_be_read()
    {
        await using var console = await OrdersConsole.StartAsync(new OrchestratorService());
        await console.Hears(Told.Dispatching(_orderId));
        await console.Hears(
            Enumerable
                .Range(6, 320)
                .Select(sequence =>
                    Told.Entry(
                        _orderId,
                        sequence,
                        "Dispatching",
                        "StepDeadlineExpired",
                        "Dispatching",
                        "DispatchShipment",
                        attempt: sequence - 4
                    )
                )
        );
        await Eventually.Holds(() => console.Query(db => db.Workflows.AnyAsync()));

        var page = await console.Get(Path);

        (
            page.LookOf("AuthorisingPayment"),
            page.LookOf("CapturingPayment"),
            page.LookOf("Dispatching"),
            page.LookOf("Compensating"),
            page.LookOf("AwaitingReview")
        ).ShouldBe(("lit", "lit", "here", "open", "dimmed"));
        page.TextIn("timeline-heading").ShouldContain("Cause 325.");
        page.TextIn("timeline-heading").ShouldNotContain("Cause 25.");
        page.Html.ShouldContain($"{Path}?before=26\"");
        var earlier = (await console.Get($"{Path}?before=26")).TextIn("timeline-heading");
        earlier.ShouldContain("Cause 25.");
        earlier.ShouldContain("Cause 1.");
        earlier.ShouldNotContain("Cause 26.");
    }

    [Fact]
    public async Task It_says_that_a_cancellation_was_asked_for()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Booking(_orderId));
        await console.Hears(
            Told.Entry(
                _orderId,
                4,
                "BookingShipment",
                "CancelOrder",
                "BookingShipment",
                "BookShipment",
                undo: ["CancelShipment", "VoidPayment", "ReleaseStock"]
            )
        );

        var page = await console.Get(Path);

        page.Text.ShouldContain("A cancellation was requested. The order is undone after the answer, or in ");
        page.TextIn("undo-heading").ShouldStartWith("What the cancellation undoes");
    }

    [Fact]
    public async Task It_is_not_said_when_a_healthy_order_will_be_stuck()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));

        var page = await console.Get(Path);

        page.Text.ShouldNotContain("Stuck");
        page.TextIn("timeline-heading").ShouldContain("Cause 3. Operator's decision due");
    }

    [Fact]
    public async Task It_says_why_it_is_stuck_and_what_helps()
    {
        await using var console = await OrdersConsole.StartWithAsync(new() { ["Stuck:Default"] = "00:00:01" });
        await console.Hears(Told.Booking(_orderId));

        (await console.Get(Path)).Text.ShouldContain(
            $"Order {_orderId.ToString()[..8]} Booking shipment stuck Waiting for Shipping for "
        );
        (await console.Get(Path)).Text.ShouldContain(
            "It has been in the state Booking shipment for longer than 1 s. Look at the log and the remote party of "
                + "Shipping. \"Retry now\" sends the command at once."
        );
    }

    [Fact]
    public async Task It_says_what_would_be_undone()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Booking(_orderId));

        (await console.Get(Path))
            .TextIn("undo-heading")
            .ShouldBe(
                "What a cancellation would undo The step in progress finishes first. Then, in this order: "
                    + "cancel the parcel CancelShipment void the authorisation VoidPayment "
                    + "release the stock ReleaseStock"
            );
    }

    [Fact]
    public async Task Traces_are_linked_to_where_they_are_kept()
    {
        await using var console = await OrdersConsole.StartWithAsync(
            new Dictionary<string, string?> { ["Traces:Url"] = "https://traces.example.com/trace/{traceId}?tab=1" }
        );
        await console.Hears(Told.Reserving(_orderId));

        (await console.Get(Path)).Html.ShouldContain(
            "href=\"https://traces.example.com/trace/0af7651916cd43dd8448eb211c80319c?tab=1\""
        );
    }

    [Theory]
    [InlineData("https://traces.example.com/")]
    [InlineData("javascript:alert('{traceId}')")]
    public async Task A_setting_that_is_no_address_of_a_trace_ends_the_start_and_says_so(string url)
    {
        var start = () => OrdersConsole.StartWithAsync(new Dictionary<string, string?> { ["Traces:Url"] = url });

        (await start.ShouldThrowAsync<StartRefusedException>()).Message.ShouldStartWith("The setting Traces:Url is");
    }

    [Fact]
    public async Task What_others_wrote_is_text_and_never_markup()
    {
        var console = await hosts.Orders();
        await console.Hears(
            Told.Reserving(_orderId)[0] with
            {
                Cause = "<script>alert(1)</script>",
                CustomerId = "<b>c</b>",
            }
        );

        var html = (await console.Get(Path)).Html;

        html.ShouldNotContain("<script>alert");
        html.ShouldNotContain("<b>c</b>");
    }

    private string Path => $"/console/orders/{_orderId}";
}
