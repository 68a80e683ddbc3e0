using EventDriven.Contracts.Orders;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>
/// The actions that the machine offers an operator, compared with what it does when their commands arrive: in every
/// state, before and after a request to cancel.
/// </summary>
public sealed class The_actions_that_are_offered(Every_event_in_every_state.Saga saga)
    : IClassFixture<Every_event_in_every_state.Saga>
{
    private static readonly Dictionary<string, Type> Commands = new()
    {
        [OrderAction.Cancel] = typeof(CancelOrder),
        [OrderAction.Approve] = typeof(ApprovePayment),
        [OrderAction.Reject] = typeof(RejectPayment),
        [OrderAction.AskAgain] = typeof(AskAgain),
        [OrderAction.Resume] = typeof(ResumeCompensation),
        [OrderAction.GiveUpDispatch] = typeof(GiveUpDispatch),
    };

    // state, action, whether a cancellation was requested before
    public static TheoryData<string, string, bool> Cells =>
        [
            .. from state in Every_event_in_every_state.StateNames
            from action in Commands.Keys
            from isCancelAsked in new[] { false, true }
            select (state, action, isCancelAsked),
        ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Have_an_effect_and_no_other_has_one(string state, string action, bool isCancelAsked)
    {
        var before = Orders.In(state);
        if (isCancelAsked)
            before.RequestCancel("Found it cheaper.");
        saga.Bus.Add(before);
        var (orderId, isTurningBack) = (before.CorrelationId, before.Outcome is not null);

        (await saga.Bus.Receive(Samples.Of(Commands[action], orderId))).ShouldBeNull("a command is never a fault");

        var outgoing = saga.Bus.Outgoing(orderId);
        var order = saga.Bus.Find(orderId)!;
        var hasEffect =
            order.CurrentState != state
            || outgoing.Any(sent => sent.Queue is not null)
            // The order will turn back at the end of its step.
            || (
                order.CancelRequested
                && !isCancelAsked
                && !isTurningBack
                && !outgoing.Any(sent => sent.Message is OrderCancellationRefused)
            );
        IsOffered(state, action, isCancelAsked).ShouldBe(hasEffect, $"{order.History.LastOrDefault()?.Cause}");
    }

    [Fact]
    public void Are_known_by_name() =>
        saga
            .Bus.Machine.Actions.SelectMany(actions => actions.Offered)
            .Distinct()
            .ShouldBe(Commands.Keys, ignoreOrder: true);

    [Fact]
    public void Are_named_once_for_a_state() =>
        saga.Bus.Machine.Actions.Select(actions => actions.State).ShouldBeUnique();

    [Fact]
    public void Are_no_others_after_a_request_to_cancel() =>
        saga.Bus.Machine.Actions.ShouldAllBe(actions => !actions.AfterCancel.Except(actions.Offered).Any());

    private bool IsOffered(string state, string action, bool isCancelAsked) =>
        saga.Bus.Machine.Actions.SingleOrDefault(actions => actions.State == state) is { } actions
        && (isCancelAsked ? actions.AfterCancel : actions.Offered).Contains(action);
}
