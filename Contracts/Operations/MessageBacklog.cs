namespace EventDriven.Contracts.Operations;

/// <summary>Messages of one database that are not sent yet.</summary>
public sealed record MessageBacklog
{
    /// <summary>Such as Inventory.</summary>
    public required string Database { get; init; }

    /// <summary>outbox, or scheduled: those that are due.</summary>
    public required string Kind { get; init; }

    /// <summary>To be sent now.</summary>
    public required int Waiting { get; init; }

    /// <summary>Age of the oldest, in seconds.</summary>
    public required int OldestSeconds { get; init; }

    /// <summary>Not sent again until an operator puts them back.</summary>
    public required int SetAside { get; init; }
}
