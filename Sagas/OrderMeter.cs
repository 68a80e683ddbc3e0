using System.Diagnostics.Metrics;

namespace EventDriven.Sagas;

/// <summary>Counts the orders of this process; add up the replicas. docs/operations.md explains each metric.</summary>
internal sealed class OrderMeter
{
    private const string State = "eventdriven.order.state";
    private const string Step = "eventdriven.order.step";
    private const string Outcome = "eventdriven.order.outcome";

    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _compensations;
    private readonly Counter<long> _restored;
    private readonly Histogram<double> _timeInState;

    public OrderMeter(IMeterFactory factory)
    {
        var meter = factory.Create("EventDriven.Orders");
        _started = meter.CreateCounter<long>(
            "eventdriven.orders.started",
            "{order}",
            "Orders that the saga has accepted."
        );
        _ended = meter.CreateCounter<long>(
            "eventdriven.orders.ended",
            "{order}",
            "Orders that have ended, by outcome."
        );
        _compensations = meter.CreateCounter<long>(
            "eventdriven.orders.compensations",
            "{order}",
            "Orders that began to be undone, by the state before."
        );
        _attempts = meter.CreateCounter<long>(
            "eventdriven.steps.attempts",
            "{attempt}",
            "Commands sent for a step, each retry included."
        );
        _givenUp = meter.CreateCounter<long>(
            "eventdriven.steps.given_up",
            "{step}",
            "Steps that had no answer after the last attempt."
        );
        _restored = meter.CreateCounter<long>(
            "eventdriven.deadlines.restored",
            "{deadline}",
            "Lost deadlines that were sent again."
        );
        _timeInState = meter.CreateHistogram(
            "eventdriven.orders.state.duration",
            "s",
            "Time in a state, recorded when the order leaves it.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600, 43_200, 86_400],
            }
        );
    }

    public void Count(OrderChange change)
    {
        if (change.AskedFor is { } asked)
            _attempts.Add(1, Tag(Step, asked));
        if (!change.IsMove)
            return;

        if (change.Late is { } step)
            _givenUp.Add(1, Tag(Step, step));

        if (change.From == nameof(OrderStateMachine.Initial))
            _started.Add(1);
        if (change.TimeInState is { } time)
            _timeInState.Record(Math.Max(0, time.TotalSeconds), Tag(State, change.From));
        if (
            change.To == nameof(OrderStateMachine.Compensating)
            && change.From != nameof(OrderStateMachine.CompensationFailed)
        )
            _compensations.Add(1, Tag(State, change.From));
        if (OrderStates.IsEnd(change.To))
            _ended.Add(1, Tag(Outcome, change.To));
    }

    public void CountRestored(string step) => _restored.Add(1, Tag(Step, step));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
