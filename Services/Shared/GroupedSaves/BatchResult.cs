namespace EventDriven.GroupedSaves;

/// <summary>How a group's transaction ended. Only <see cref="Lost" /> leaves open whether it was committed.</summary>
internal abstract record BatchResult
{
    private BatchResult() { }

    /// <summary>Committed.</summary>
    public sealed record Committed : BatchResult;

    /// <summary>Rolled back because of some saves: a key that exists, or a row that is not as it was read.</summary>
    public sealed record Refused(IReadOnlySet<Save> Offenders) : BatchResult;

    /// <summary>Rolled back because another session holds rows. None is named if they cannot be found.</summary>
    public sealed record LockTimeout(IReadOnlySet<RowKey> Keys) : BatchResult;

    /// <summary>Rolled back by PostgreSQL to end a deadlock.</summary>
    public sealed record Deadlock : BatchResult;

    /// <summary>Rolled back, or not sent, by an error that names no row.</summary>
    public sealed record Failed : BatchResult;

    /// <summary>The connection was lost: it may be committed or not.</summary>
    public sealed record Lost(Exception Failure) : BatchResult;
}
