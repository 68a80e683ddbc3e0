using EventDriven.Contracts.Orders;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class The_steps_of_an_order
{
    public static TheoryData<OrderStep> All => [.. Enum.GetValues<OrderStep>()];

    [Theory, MemberData(nameof(All))]
    public void Are_all_declared(OrderStep step)
    {
        OrderSteps.Of(step).Participant.ShouldNotBeEmpty();
        OrderSteps.Of(step).ToDo.ShouldNotBeEmpty();
    }

    [Fact]
    public void Are_undone_by_steps_that_nothing_undoes()
    {
        var undos = All.Select(row => OrderSteps.Of(row.Data).UndoneBy).OfType<OrderStep>().ToList();

        undos.ShouldBeUnique();
        undos.ShouldAllBe(undo => OrderSteps.Of(undo).UndoneBy == null && OrderSteps.Of(undo).Send != null);
    }

    [Fact]
    public void Are_to_be_undone_latest_first_from_the_moment_when_they_are_sent()
    {
        var order = new OrderState();

        foreach (var step in new[] { OrderStep.ReserveStock, OrderStep.AuthorisePayment, OrderStep.ReviewPayment })
            order.Begin(step);
        // Sent again after a failed attempt.
        order.Begin(OrderStep.AuthorisePayment);

        order.Undo.ShouldBe([nameof(OrderStep.VoidPayment), nameof(OrderStep.ReleaseStock)]);
        order.NextUndo.ShouldBe(OrderStep.VoidPayment);
    }

    [Fact]
    public void Leave_nothing_to_undo_when_they_are_refused_or_undone()
    {
        var order = new OrderState();
        order.Begin(OrderStep.ReserveStock);
        order.Begin(OrderStep.AuthorisePayment);

        order.Clear(OrderStep.AuthorisePayment);
        order.NextUndo.ShouldBe(OrderStep.ReleaseStock);
        order.Clear(OrderStep.ReleaseStock);

        order.NextUndo.ShouldBeNull();
    }

    // During a rolling upgrade, this version can consume a message of an order that a later version began.
    [Fact]
    public void Of_a_later_version_are_kept_and_not_skipped()
    {
        var order = new OrderState { CorrelationId = Guid.NewGuid(), PendingUndo = "ReleaseReview ReleaseStock" };

        Should.Throw<InvalidOperationException>(() => order.NextUndo).Message.ShouldContain("ReleaseReview");
        order.Begin(OrderStep.AuthorisePayment);
        order.Clear(OrderStep.AuthorisePayment);

        order.PendingUndo.ShouldBe("ReleaseReview ReleaseStock");
    }
}
