using System.Reflection;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using EventDriven.Sagas;
using MassTransit;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// The console has words for the steps and offers actions by state. It does not reference the saga, so these are
/// compared with the machine here.
/// </summary>
public sealed class What_the_console_knows_by_name
{
    private static readonly OrderStateMachine Machine = new(TimeProvider.System, Options.Create(new SagaOptions()));

    [Fact]
    public void It_has_words_for_every_step() =>
        Enum.GetNames<OrderStep>()
            .Where(step => Wording.ToDo(step).Contains(step, StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void It_offers_what_the_machine_does_something_at_and_nothing_else()
    {
        (string Action, string Message)[] messages =
        [
            (OrderAction.Approve, nameof(ApprovePayment)),
            (OrderAction.Reject, nameof(RejectPayment)),
            (OrderAction.AskAgain, nameof(AskAgain)),
            (OrderAction.Resume, nameof(ResumeCompensation)),
        ];

        foreach (var state in OrderStates.InProgress.Concat(OrderStates.Ends))
        {
            Offered(state)
                .Where(action => action != OrderAction.Cancel)
                .ShouldBe(
                    messages.Where(known => HandledIn(state).Contains(known.Message)).Select(known => known.Action),
                    ignoreOrder: true,
                    $"in {state}"
                );
        }
    }

    [Fact]
    public void It_offers_to_cancel_where_the_order_can_still_be_turned_back_by_it()
    {
        // The machine answers a cancellation in other states too: that it is too late, or that the order is being
        // undone already.
        var tooLate = new[]
        {
            OrderStates.Dispatching,
            OrderStates.Compensating,
            OrderStates.CompensationFailed,
            OrderStates.Completed,
        };

        OrderStates
            .InProgress.Concat(OrderStates.Ends)
            .Where(state => Offered(state).Contains(OrderAction.Cancel))
            .ShouldBe(
                Machine
                    .Describe()
                    .States.Where(state => HandledIn(state).Contains(nameof(CancelOrder)))
                    .Except(tooLate),
                ignoreOrder: true
            );
    }

    private static IEnumerable<string> Offered(string state) =>
        OfferedAction
            .For(
                new TrackedOrder
                {
                    OrderId = Guid.Empty,
                    SubmittedAt = default,
                    State = state,
                    Sequence = 1,
                    StateSince = default,
                    UpdatedAt = default,
                    Undo = "",
                },
                isCancelAsked: false
            )
            .Select(offered => offered.Action);

    private static HashSet<string> HandledIn(string state)
    {
        var visitor = DispatchProxy.Create<StateMachineVisitor, Handled>();
        Machine.GetState(state).Accept(visitor);
        return ((Handled)visitor).Messages;
    }

    /// <summary>
    /// Notes the messages at which a state does something: those that it ignores are not visited. MassTransit's graph
    /// has but those that move it on.
    /// </summary>
    public class Handled : DispatchProxy
    {
        internal HashSet<string> Messages { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (args)
            {
                case [State state, Action<State> next]:
                    next(state);
                    break;
                case [Event handled, ..]:
                    Messages.UnionWith(
                        handled
                            .GetType()
                            .GetInterfaces()
                            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Event<>))
                            .Select(type => type.GetGenericArguments()[0].Name)
                    );
                    break;
            }

            return null;
        }
    }
}
