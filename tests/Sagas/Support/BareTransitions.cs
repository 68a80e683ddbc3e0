using MassTransit;
using MassTransit.SagaStateMachine;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>Finds the transitions of a machine that are not part of a MoveTo.</summary>
internal sealed class BareTransitions : StateMachineVisitor
{
    private readonly List<string> _found = [];
    private string _where = "";

    public static IReadOnlyList<string> Of(StateMachine<OrderState> machine)
    {
        var visitor = new BareTransitions();
        machine.Accept(visitor);
        return visitor._found;
    }

    public void Visit(State state, Action<State> next)
    {
        _where = state.Name;
        next(state);
    }

    public void Visit(IStateMachineActivity activity)
    {
        if (activity is TransitionActivity<OrderState> transition)
            _found.Add($"{_where} -> {transition.ToState.Name}");
    }

    public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
    {
        if (!activity.GetType().Name.StartsWith("MoveToActivity", StringComparison.Ordinal))
            next(activity);
    }

    public void Visit(Event @event, Action<Event> next) => next(@event);

    public void Visit<TMessage>(Event<TMessage> @event, Action<Event<TMessage>> next)
        where TMessage : class => next(@event);

    public void Visit<T>(IBehavior<T> behavior)
        where T : class, SagaStateMachineInstance { }

    public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
        where T : class, SagaStateMachineInstance => next(behavior);

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior)
        where T : class, SagaStateMachineInstance
        where TMessage : class { }

    public void Visit<T, TMessage>(IBehavior<T, TMessage> behavior, Action<IBehavior<T, TMessage>> next)
        where T : class, SagaStateMachineInstance
        where TMessage : class => next(behavior);
}
