using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_a_participant_does_not_answer : Story
{
    // Where the order stands, the command that is not answered, and the undos that follow: the step in doubt is undone
    // with the rest.
    public static TheoryData<string, string, string[]> Steps =>
        [
            .. Scenario.UntilThePivot.Select(stage =>
                (stage.State, stage.Command.Name, Scenario.UndosFrom(stage.State).Commands().ToArray())
            ),
        ];

    protected override Task Situation() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Is_asked_again_first(string state, string command, string[] undos)
    {
        await GoTo(state);

        await DeadlinePasses();

        State.ShouldBe(state);
        Commands.Count(name => name == command).ShouldBe(2);
        Commands.ShouldNotContain(undos[0]);
        History[^1].Cause.ShouldContain($"{command}: asked again (attempt 2)");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Is_given_up_after_the_last_try_and_undone_with_the_rest(
        string state,
        string command,
        string[] undos
    )
    {
        await GoTo(state);

        await DeadlinesPass(3);
        await UndoAll();

        Commands.Count(name => name == command).ShouldBe(3);
        Commands.TakeLast(undos.Length).ShouldBe(undos);
        State.ShouldBe("Rejected");
        Order.Reason.ShouldNotBeNull().ShouldEndWith("did not answer in time.");
        Ends.ShouldBe(["OrderRejected"]);
        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, History.Count));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Is_waited_for_anew_after_each_try_and_twice_as_long(string state, string command, string[] undos)
    {
        await GoTo(state);
        undos.ShouldNotBeEmpty();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var deadline = PendingDeadlines.ShouldHaveSingleItem();
            (deadline.Step, deadline.Attempt).ShouldBe((command, attempt));
            NextDeadlineIn.ShouldBe(TimeSpan.FromSeconds(10 << (attempt - 1)));
            await DeadlinePasses();
        }
    }

    [Fact]
    public async Task Goes_on_when_the_answer_comes_after_the_first_deadline()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinePasses();
        await Hears<PaymentAuthorised>();

        State.ShouldBe(Scenario.After(OrderStates.AuthorisingPayment));
    }

    [Fact]
    public async Task Acts_once_on_an_answer_that_comes_to_each_asking()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinePasses();
        await Hears<PaymentAuthorised>();
        await Hears<PaymentAuthorised>();

        Commands.ShouldBe([
            .. Scenario.CommandsTo(OrderStates.AuthorisingPayment),
            nameof(AuthorisePayment),
            Scenario.In(Scenario.After(OrderStates.AuthorisingPayment)).Command.Name,
        ]);
        History.Count(entry => entry.Event == "PaymentAuthorised").ShouldBe(1);
    }

    [Fact]
    public async Task Is_asked_with_all_tries_again_at_the_next_step()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinesPass(2);
        await Hears<PaymentAuthorised>();

        PendingDeadlines.ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }
}
