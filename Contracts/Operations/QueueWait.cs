namespace EventDriven.Contracts.Operations;

/// <summary>A queue whose messages wait in a process for a database or the broker.</summary>
public sealed record QueueWait
{
    /// <summary>Such as payments.</summary>
    public required string Queue { get; init; }

    /// <summary>When the first attempt failed (UTC).</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>In words, such as "the database refuses the login".</summary>
    public required string Reason { get; init; }
}
