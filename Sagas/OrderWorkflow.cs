using MassTransit.SagaStateMachine;

namespace EventDriven.Sagas;

/// <summary>Describes the state machine for the console, as MassTransit's graph shows it.</summary>
public static class OrderWorkflow
{
    public static WorkflowDescribed Describe(this OrderStateMachine machine)
    {
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

    // One state at a time, because the graph of the whole machine has one vertex for an event of several states: it
    // would lead from each of these states to the targets of all.
    private static IEnumerable<WorkflowTransition> TransitionsFrom(State state, OrderStateMachine machine)
    {
        var visitor = new GraphStateMachineVisitor<OrderState>(machine);
        state.Accept(visitor);
        return visitor
            .Graph.Edges.Where(edge => edge.From.VertexType == typeof(Event))
            // That an order begins again is no part of the workflow.
            .Where(edge => state == machine.Initial || edge.From.Title != nameof(OrderStateMachine.SubmitOrder))
            .Select(edge => new WorkflowTransition
            {
                From = state.Name,
                Event = edge.From.Title,
                To = edge.To.Title,
            })
            .Distinct();
    }
}
