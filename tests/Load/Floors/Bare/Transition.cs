namespace EventDriven.Load.Floors.Bare;

/// <summary>A row of an order's history.</summary>
internal sealed record Transition(
    SagaOrder Order,
    int Sequence,
    Incoming Message,
    string From,
    string To,
    string Cause,
    DateTimeOffset At
);
