using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_capture_fails : Story
{
    protected override async Task Situation()
    {
        await GoTo(OrderStates.CapturingPayment);
        await Hears<CaptureFailed>();
        await UndoAll();
    }

    [Fact]
    public void Undoes_all_steps_before_it_latest_first() =>
        Commands.ShouldBe([
            .. Scenario.CommandsTo(OrderStates.CapturingPayment),
            .. Scenario.UndosBefore(OrderStates.CapturingPayment).Commands(),
        ]);

    [Fact]
    public void Refunds_nothing_because_nothing_was_taken() => Commands.ShouldNotContain("RefundPayment");

    [Fact]
    public void Ends_in_Rejected()
    {
        State.ShouldBe("Rejected");
        Order.Reason.ShouldBe("The authorisation has lapsed.");
    }

    [Fact]
    public void Writes_its_history_without_gaps() =>
        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, History.Count));

    [Fact]
    public void Leaves_nothing_behind() => Order.PendingUndo.ShouldBeEmpty();
}
