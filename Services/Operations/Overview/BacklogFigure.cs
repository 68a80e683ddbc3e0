using EventDriven.Contracts.Operations;

namespace EventDriven.Operations.Overview;

/// <summary>The backlog of a database, as reported by the processes of the given services.</summary>
public sealed record BacklogFigure(
    IReadOnlyList<string> Services,
    MessageBacklog Backlog,
    DateTimeOffset At,
    bool IsSilent
);
