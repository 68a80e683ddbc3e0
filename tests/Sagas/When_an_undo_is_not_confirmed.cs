using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_an_undo_is_not_confirmed : Story
{
    protected override async Task Situation()
    {
        await GoTo(OrderStates.BookingShipment);
        await Hears<ShipmentRefused>();
        await UndoTo(OrderStep.VoidPayment);
    }

    [Fact]
    public async Task Is_asked_again_at_growing_intervals()
    {
        List<double> seconds = [];
        for (var i = 0; i < 3; i++)
        {
            seconds.Add(NextDeadlineIn.TotalSeconds);
            await DeadlinePasses();
        }

        seconds.ShouldBe([10, 20, 40]);
        Commands.Count(name => name == "VoidPayment").ShouldBe(3);
    }

    [Fact]
    public async Task Stops_in_CompensationFailed_after_the_last_try()
    {
        await DeadlinesPass(3);

        State.ShouldBe("CompensationFailed");
        History[^1].Cause.ShouldBe("Payments did not confirm VoidPayment, sent 3 times: an operator is needed.");
    }

    [Fact]
    public async Task Is_logged_for_an_operator_to_find()
    {
        await DeadlinesPass(2);
        Log.ShouldNotContain(line => line.Contains("operator", StringComparison.Ordinal));

        await DeadlinePasses();

        Log.ShouldContain(line =>
            line.Contains("VoidPayment", StringComparison.Ordinal)
            && line.Contains("an operator is needed", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Is_not_over_in_CompensationFailed()
    {
        await DeadlinesPass(3);

        Ends.ShouldBeEmpty();
        PendingDeadlines.ShouldBeEmpty();
        Commands.ShouldNotContain("ReleaseStock");
    }

    [Fact]
    public async Task Is_asked_with_all_tries_again_when_an_operator_resumes()
    {
        await DeadlinesPass(3);
        await Hears<ResumeCompensation>();

        State.ShouldBe("Compensating");
        History[^1].Cause.ShouldBe("An operator resumed the compensation: The carrier is back.");
        await DeadlinesPass(2);
        State.ShouldBe("Compensating");
        Commands.Count(name => name == "VoidPayment").ShouldBe(6);
        await DeadlinePasses();
        State.ShouldBe("CompensationFailed");
    }

    [Fact]
    public async Task Ends_as_it_was_to_end_after_it_was_resumed()
    {
        await DeadlinesPass(3);
        await Hears<ResumeCompensation>();
        await UndoAll();

        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The carrier does not deliver there.");
        Ends.ShouldBe(["OrderRejected"]);
    }

    [Fact]
    public async Task Goes_on_by_itself_when_the_confirmation_comes_late()
    {
        await DeadlinesPass(3);
        await Hears<PaymentVoided>();

        var next = Scenario.UndosBefore(OrderStates.AuthorisingPayment).Commands().First();
        State.ShouldBe("Compensating");
        Commands.Last().ShouldBe(next);
        PendingDeadlines.ShouldHaveSingleItem().Step.ShouldBe(next);
    }

    [Fact]
    public async Task Ignores_a_second_resume()
    {
        await DeadlinesPass(3);
        await Hears<ResumeCompensation>();
        await Hears<ResumeCompensation>();

        Commands.Count(name => name == "VoidPayment").ShouldBe(4);
    }
}
