using EventDriven.Contracts.Operations;

namespace EventDriven.Operations.Overview;

/// <summary>What waits in a database to be sent.</summary>
/// <param name="Services">The services of the process that said so.</param>
/// <param name="Backlog">How much, and for how long.</param>
/// <param name="At">When it was so (UTC).</param>
public sealed record BacklogFigure(string Services, MessageBacklog Backlog, DateTimeOffset At);
