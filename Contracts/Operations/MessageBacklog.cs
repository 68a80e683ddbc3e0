namespace EventDriven.Contracts.Operations;

/// <summary>
/// The messages of one database that are yet to be sent.
/// </summary>
public sealed record MessageBacklog
{
    /// <summary>The database, such as Inventory.</summary>
    public required string Database { get; init; }

    /// <summary>outbox, or scheduled: those that are due.</summary>
    public required string Kind { get; init; }

    /// <summary>Messages to be sent now.</summary>
    public required int Waiting { get; init; }

    /// <summary>How long the oldest of them has waited, in seconds.</summary>
    public required int OldestSeconds { get; init; }

    /// <summary>Messages that are not tried any more until they are put back.</summary>
    public required int SetAside { get; init; }
}
