using EventDriven.Contracts.Operations;

namespace EventDriven.Operations.Overview;

/// <summary>What waits in a database to be sent.</summary>
/// <param name="Services">The services whose processes say so.</param>
/// <param name="Backlog">How much, and for how long.</param>
/// <param name="At">When it was so (UTC).</param>
/// <param name="IsSilent">Whether every process that said so has fallen silent since.</param>
public sealed record BacklogFigure(
    IReadOnlyList<string> Services,
    MessageBacklog Backlog,
    DateTimeOffset At,
    bool IsSilent
);
