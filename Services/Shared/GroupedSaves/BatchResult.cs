namespace EventDriven.GroupedSaves;

/// <summary>How a group's transaction ended. Only <see cref="Lost" /> leaves open whether it was committed.</summary>
internal abstract record BatchResult
{
    private BatchResult() { }

    public sealed record Committed : BatchResult;

    /// <summary>A key exists, or a row is not as it was read.</summary>
    public sealed record Refused(IReadOnlySet<Save> Offenders) : BatchResult;

    /// <summary>Another session holds rows. None is named if they cannot be found.</summary>
    public sealed record LockTimeout(IReadOnlySet<RowKey> Keys) : BatchResult;

    public sealed record Deadlock : BatchResult;

    /// <summary>An error that names no row; perhaps nothing was sent.</summary>
    public sealed record Failed : BatchResult;

    /// <summary>The connection was lost before the commit was confirmed.</summary>
    public sealed record Lost(Exception Failure) : BatchResult;
}
