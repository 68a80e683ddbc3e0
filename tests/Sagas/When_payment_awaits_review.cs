using EventDriven.Contracts.Orders;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_payment_awaits_review : Story
{
    private static Stage Next => Scenario.In(Scenario.After(OrderStates.AuthorisingPayment));

    protected override Task Situation() => GoTo(OrderStates.AwaitingReview);

    [Fact]
    public void Gives_the_operator_a_day() => NextDeadlineIn.ShouldBe(TimeSpan.FromDays(1));

    [Fact]
    public void Sends_nothing_meanwhile() => Commands.ShouldBe(Scenario.CommandsTo(OrderStates.AuthorisingPayment));

    [Fact]
    public async Task Goes_on_as_after_an_authorisation_when_it_is_approved()
    {
        await Hears<ApprovePayment>();

        State.ShouldBe(Next.State);
        Commands.Last().ShouldBe(Next.Command.Name);
        History[^1].Cause.ShouldBe("An operator approved the payment: Known customer.");
    }

    [Fact]
    public async Task Voids_the_payment_and_releases_the_stock_when_it_is_rejected()
    {
        await Hears<RejectPayment>();
        await UndoAll();

        Commands.ShouldBe([
            .. Scenario.CommandsTo(OrderStates.AuthorisingPayment),
            .. Scenario.UndosFrom(OrderStates.AuthorisingPayment).Commands(),
        ]);
        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The card is reported stolen.");
    }

    [Fact]
    public async Task Turns_back_when_nobody_looks_at_it_in_time()
    {
        await DeadlinePasses();
        await UndoAll();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The payment was not reviewed in time.");
    }

    [Fact]
    public async Task Ignores_an_approval_that_comes_after_the_rejection()
    {
        await Hears<RejectPayment>();
        await Hears<ApprovePayment>();

        State.ShouldBe("Compensating");
        Commands.ShouldNotContain(Next.Command.Name);
    }

    [Fact]
    public async Task Ignores_a_second_approval()
    {
        await Hears<ApprovePayment>();
        await Hears<ApprovePayment>();

        Commands.Count(command => command == Next.Command.Name).ShouldBe(1);
    }
}
