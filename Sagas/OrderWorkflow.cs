using MassTransit.SagaStateMachine;

namespace EventDriven.Sagas;

/// <summary>Describes the state machine for the console, as read from the machine itself.</summary>
public static class OrderWorkflow
{
    /// <summary>States and transitions are those of MassTransit's graph.</summary>
    public static WorkflowDescribed Describe(this OrderStateMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        WorkflowTransition[] transitions = [.. machine.States.SelectMany(state => TransitionsFrom(state, machine))];
        string[] states =
        [
            .. machine.States.Select(state => state.Name).Except([machine.Initial.Name, machine.Final.Name]),
        ];
        return new WorkflowDescribed
        {
            Version = OrderStateMachine.Version,
            States = states,
            Ends = [.. states.Except(transitions.Select(transition => transition.From))],
            Transitions = transitions,
            Steps =
            [
                .. Enum.GetValues<OrderStep>()
                    .Select(step => new WorkflowStep
                    {
                        Step = step.ToString(),
                        Participant = OrderSteps.Of(step).Participant,
                        ToDo = OrderSteps.Of(step).ToDo,
                    }),
            ],
            Actions = machine.Actions,
        };
    }

    // One state at a time: the graph of the whole machine has one vertex for an event, whatever state it comes in, and
    // so would lead from each state that it comes in to each that it leads to from any.
    private static IEnumerable<WorkflowTransition> TransitionsFrom(State state, OrderStateMachine machine)
    {
        var visitor = new GraphStateMachineVisitor<OrderState>(machine);
        state.Accept(visitor);
        return visitor
            .Graph.Edges.Where(edge => edge.From.VertexType == typeof(Event))
            // By message: a deadline is no event of that name in the machine, but its schedule's.
            .Select(edge => new WorkflowTransition
            {
                From = state.Name,
                Event = edge.From.TargetType.Name,
                To = edge.To.Title,
            })
            .Distinct();
    }
}
