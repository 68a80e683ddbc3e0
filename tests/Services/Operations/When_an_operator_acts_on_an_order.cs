using System.Net;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_operator_acts_on_an_order(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private readonly Guid _orderId = Guid.NewGuid();
    private readonly SagaQueue _saga = new();

    [Fact]
    public async Task A_form_that_is_posted_twice_is_one_action_and_one_command()
    {
        await using var console = await OrdersConsole.StartDistributedAsync(servers, _saga);
        await console.Hears(Told.AwaitingReview(_orderId));
        var page = await console.Get(Path);

        var posted = await Task.WhenAll(
            Act(console, page, "Approve", "Known customer."),
            Act(console, page, "Approve", "Known customer.")
        );

        posted.Select(answer => answer.Status).ShouldBe([HttpStatusCode.Redirect, HttpStatusCode.Redirect]);
        await Eventually.Holds(() => _saga.Received.Count > 0);
        var afterwards = await Act(console, page, "Approve", "Known customer.");
        afterwards.Location.ShouldBe(posted[0].Location);
        // What comes after it in the same queues has been handled: so has whatever the second post could have led to.
        await Act(console, await console.Get(Path), "Reject", "Changed my mind.");
        await Eventually.Holds(() => _saga.Received.Any(command => command.Command == "RejectPayment"));
        _saga
            .Received.Where(command => command.Command == "ApprovePayment")
            .ShouldBe([("ApprovePayment", _orderId, "Known customer.")]);
        (await console.Actions(_orderId))
            .Select(action => (action.Operator, action.Action, action.Reason))
            .ShouldBe(
                [("an-operator", "Approve", "Known customer."), ("an-operator", "Reject", "Changed my mind.")],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Another_form_of_the_same_page_is_another_action()
    {
        await using var console = await OrdersConsole.StartDistributedAsync(servers, _saga);
        await console.Hears(Told.AwaitingReview(_orderId));
        var page = await console.Get(Path);

        await Act(console, page, "Approve", "Known customer.");
        await Act(console, page, "Cancel", "The broker was away, so cancel it.");

        await Eventually.Holds(() => _saga.Received.Count == 2);
        _saga
            .Received.Select(command => command.Command)
            .ShouldBe(["ApprovePayment", "CancelOrder"], ignoreOrder: true);
        await Eventually.Holds(async () => (await console.Actions(_orderId)).Count == 2);
    }

    [Theory]
    [InlineData("AuthorisingPayment", "Cancel", "CancelOrder")]
    [InlineData("AwaitingReview", "Approve", "ApprovePayment")]
    [InlineData("AwaitingReview", "Reject", "RejectPayment")]
    [InlineData("Dispatching", "AskAgain", "AskAgain")]
    [InlineData("Dispatching", "GiveUpDispatch", "GiveUpDispatch")]
    [InlineData("CompensationFailed", "Resume", "ResumeCompensation")]
    public async Task The_order_gets_the_command(string state, string action, string command)
    {
        var console = await hosts.Orders();
        await console.Hears(Told.In(state, _orderId));

        await Act(console, await console.Get(Path), action, "It must be.");

        await Eventually.Holds(() => hosts.Saga.ReceivedFor(_orderId).Count > 0);
        hosts.Saga.ReceivedFor(_orderId).ShouldBe([(command, _orderId, "It must be.")]);
    }

    [Fact]
    public async Task Who_did_it_when_and_why_stands_on_the_order_afterwards()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));

        var answer = await Act(console, await console.Get(Path), "Approve", "Known <customer>.");
        await Eventually.Holds(async () => (await console.Actions(_orderId)).Count == 1);

        var page = await console.Get(answer.Location!.OriginalString);
        page.Text.ShouldContain("Request in progress");
        page.TextIn("actions-heading").ShouldContain("Approve by an-operator");
        page.TextIn("actions-heading").ShouldContain("“Known <customer>.”");
    }

    [Fact]
    public async Task The_notice_of_a_request_ends_when_the_order_has_acted_on_it()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.Dispatching(_orderId));
        var answer = await Act(console, await console.Get(Path), "AskAgain", "The carrier is repaired.");
        await Eventually.Holds(() => hosts.Saga.Conversations(_orderId).Count > 0);
        (await console.Get(answer.Location!.OriginalString)).Text.ShouldContain("Request in progress");

        await console.Hears(
            Told.Entry(_orderId, 6, "Dispatching", "AskAgain", "Dispatching", "DispatchShipment") with
            {
                ConversationId = hosts.Saga.Conversations(_orderId)[0],
            }
        );

        (await console.Get(answer.Location!.OriginalString)).Text.ShouldNotContain("Request in progress");
    }

    [Fact]
    public async Task The_notice_of_a_request_ends_when_the_order_cannot_act_on_it_any_more()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));
        var answer = await Act(console, await console.Get(Path), "Approve", "Known customer.");
        await Eventually.Holds(async () => (await console.Actions(_orderId)).Count == 1);

        await console.Hears(
            Told.Entry(_orderId, 4, "AwaitingReview", "StepDeadlineExpired", "Compensating", "VoidPayment")
        );

        (await console.Get(answer.Location!.OriginalString)).Text.ShouldNotContain("Request in progress");
    }

    [Theory]
    [InlineData("ReservingStock", "AskAgain", "Cancel")]
    [InlineData("BookingShipment", "AskAgain", "Cancel")]
    [InlineData("AwaitingReview", "Approve", "Reject", "Cancel")]
    [InlineData("Dispatching", "AskAgain", "GiveUpDispatch")]
    [InlineData("Compensating", "AskAgain")]
    [InlineData("CompensationFailed", "Resume")]
    [InlineData("Completed")]
    [InlineData("Rejected")]
    public async Task Only_what_makes_sense_in_its_state_is_offered(string state, params string[] offered)
    {
        var console = await hosts.Orders();
        await console.Hears(Told.In(state, _orderId));

        (await console.Get(Path)).Offered.ShouldBe(offered);
    }

    [Fact]
    public async Task A_cancellation_is_not_offered_a_second_time()
    {
        var console = await hosts.Orders();
        await console.Hears([
            .. Told.Authorising(_orderId),
            Told.Entry(_orderId, 3, "AuthorisingPayment", "CancelOrder", "AuthorisingPayment"),
        ]);

        (await console.Get(Path)).Offered.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_order_has_left_behind_is_refused_and_said()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));
        var page = await console.Get(Path);
        await console.Hears(
            Told.Entry(_orderId, 4, "AwaitingReview", "StepDeadlineExpired", "Compensating", "VoidPayment")
        );

        var answer = await Act(console, page, "Approve", "Known customer.");

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Text.ShouldContain("Nothing was done: this is not possible in the order's present state, Compensating.");
        (await console.Actions(_orderId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Before_the_workflow_is_described_an_action_is_refused()
    {
        await using var console = await OrdersConsole.StartWithoutDescriptionAsync();
        await console.Hears(Told.AwaitingReview(_orderId));

        var answer = await Act(console, await console.Get(Path), "Approve", "Known customer.");

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Text.ShouldContain("Nothing was done: the workflow's description has not arrived yet.");
        (await console.Actions(_orderId)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("  ")]
    [InlineData("a\u0001b")]
    public async Task A_reason_that_says_nothing_is_refused(string reason)
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));

        var answer = await Act(console, await console.Get(Path), "Approve", reason);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("Nothing was done:");
    }

    [Fact]
    public async Task While_the_broker_is_away_it_says_so_and_the_form_keeps_its_action()
    {
        await using var console = await OrdersConsole.StartWithAsync(
            new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = "amqp://nobody:nothing@127.0.0.1:1/none",
            }
        );
        await console.Hears(Told.AwaitingReview(_orderId));
        var page = await console.Get(Path);

        var answer = await Act(console, page, "Approve", "Known customer.");

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldContain("The broker does not answer");
        (answer.ActionId, answer.Text.Contains("Known customer.", StringComparison.Ordinal)).ShouldBe(
            (page.ActionId, true)
        );
    }

    [Fact]
    public async Task A_form_of_another_page_is_refused()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));
        var page = await console.Get(Path);

        var answer = await Act(
            console,
            page with
            {
                Html = page.Html.Replace(page.FormToken, "forged", StringComparison.Ordinal),
            },
            "Approve",
            "Known customer."
        );

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await console.Actions(_orderId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in()
    {
        var console = await hosts.Orders();
        await console.Hears(Told.AwaitingReview(_orderId));

        using var answer = await console.Stranger.GetAsync(Path, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.AbsolutePath.ShouldBe("/console/signin");
    }

    private string Path => $"/console/orders/{_orderId}";

    private Task<ConsolePage> Act(OrdersConsole console, ConsolePage page, string action, string reason) =>
        console.Post(page, Path, ("ActionId", page.ActionId), ("act", action), ("Reason", reason));
}
