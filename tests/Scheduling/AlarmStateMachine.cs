using MassTransit;

namespace EventDriven.Scheduling.Tests;

public sealed class AlarmStateMachine : MassTransitStateMachine<Alarm>
{
    public AlarmStateMachine()
    {
        InstanceState(alarm => alarm.CurrentState);
        Event(() => Set, e => e.CorrelateById(context => context.Message.AlarmId));
        Event(() => Move, e => e.CorrelateById(context => context.Message.AlarmId));
        Event(() => Stop, e => e.CorrelateById(context => context.Message.AlarmId));
        Schedule(
            () => Due,
            alarm => alarm.TokenId,
            s => s.Received = e => e.CorrelateById(context => context.Message.AlarmId)
        );

        Initially(
            When(Set)
                .Schedule(
                    Due,
                    context => new AlarmDue { AlarmId = context.Saga.CorrelationId },
                    context => context.Message.DueAt
                )
                .Then(context => FailIf(context.Message.ThenFail))
                .TransitionTo(Ticking)
        );

        During(
            Ticking,
            When(Move)
                .Schedule(
                    Due,
                    context => new AlarmDue { AlarmId = context.Saga.CorrelationId },
                    context => context.Message.DueAt
                )
                .Then(context => context.Saga.Version++)
                .Then(context => FailIf(context.Message.ThenFail)),
            When(Stop).Unschedule(Due).Then(context => FailIf(context.Message.ThenFail)).TransitionTo(Stopped),
            When(Due.Received)
                .Publish(context => new AlarmRang { AlarmId = context.Saga.CorrelationId })
                .TransitionTo(Rang)
        );

        // Nothing is ignored here: a timeout that comes although it was cancelled is a fault that the tests hear of.
        During(
            Stopped,
            When(Due.AnyReceived).Then(_ => throw new InvalidOperationException("A cancelled timeout came."))
        );
    }

    public State Ticking { get; } = null!;

    public State Stopped { get; } = null!;

    public State Rang { get; } = null!;

    public Event<SetAlarm> Set { get; } = null!;

    public Event<MoveAlarm> Move { get; } = null!;

    public Event<StopAlarm> Stop { get; } = null!;

    public Schedule<Alarm, AlarmDue> Due { get; } = null!;

    private static void FailIf(bool wanted)
    {
        if (wanted)
            throw new InvalidOperationException("As the test asked.");
    }
}
