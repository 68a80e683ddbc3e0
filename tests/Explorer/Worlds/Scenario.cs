namespace EventDriven.Explorer.Worlds;

/// <summary>Where an exploration begins, and what may happen in it.</summary>
internal sealed record Scenario
{
    public required OrderKind Kind { get; init; }

    public required Budget Budget { get; init; }

    /// <summary>How often the saga sends a step's command.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>
    /// Whether read models and mails are part of the exploration. Otherwise their messages are delivered in several
    /// orders at each world at rest: they change nothing else.
    /// </summary>
    public bool WithViews { get; init; }

    /// <summary>Whether operators act in any state, and not only where the action has an effect.</summary>
    public bool AnyAction { get; init; }

    /// <summary>Whether the saga has an inbox. The promise does not rest on it, because its rows are removed.</summary>
    public bool WithInbox { get; init; } = true;

    /// <summary>Whether each service has two replicas, one of whose clocks is ten minutes ahead.</summary>
    public bool ClocksApart { get; init; }

    /// <summary>
    /// Whether half of the messages come from services of an older version, and half from a newer one, as in a rolling
    /// upgrade: an older OrderStatusChanged lacks what it did not say then, and each newer message says more.
    /// </summary>
    public bool MixedVersions { get; init; }

    /// <summary>Whether the saga's database is restored once, and the order submitted again afterwards.</summary>
    public bool WithRestore { get; init; }

    public string Name =>
        $"{Kind.Name}: {Budget.Faults} faults, {Budget.Deadlines} deadlines, {Budget.Cancels} cancellations, "
        + $"{Budget.Actions} actions, {MaxAttempts} attempts{(WithViews ? ", with views" : "")}"
        + $"{(WithInbox ? "" : ", no inbox")}{(ClocksApart ? ", clocks apart" : "")}"
        + $"{(MixedVersions ? ", mixed versions" : "")}{(WithRestore ? ", with a restore" : "")}";
}
