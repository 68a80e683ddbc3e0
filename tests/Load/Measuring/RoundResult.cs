namespace EventDriven.Load.Measuring;

/// <summary>What one round brought: figures, and what was wrong.</summary>
internal sealed record RoundResult
{
    /// <summary>The system.</summary>
    public required string System { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Orders that were accepted.</summary>
    public required int Orders { get; init; }

    /// <summary>From the start of the first process until all were ready; null unless they started for it.</summary>
    public TimeSpan? ToReady { get; init; }

    /// <summary>From the first order to the last end.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Orders that ended, by kind and end, such as "declined: Rejected".</summary>
    public required IReadOnlyDictionary<string, int> Ends { get; init; }

    /// <summary>
    /// Events of an end that came a second time, as the same message: a broker may deliver twice, and consumers drop
    /// it.
    /// </summary>
    public required int RepeatedEnds { get; init; }

    /// <summary>From due to 202.</summary>
    public required Distribution ToAccept { get; init; }

    /// <summary>From 202 to the final state.</summary>
    public required Distribution ToEnd { get; init; }

    /// <summary>From due to the final state.</summary>
    public required Distribution FromDueToEnd { get; init; }

    /// <summary>CPU time of each process from the first order until all was quiet.</summary>
    public required IReadOnlyDictionary<string, TimeSpan> Cpu { get; init; }

    /// <summary>Resident bytes of each process before and after.</summary>
    public required IReadOnlyDictionary<string, (long Before, long After)> Memory { get; init; }

    /// <summary>Messages published; null without a broker.</summary>
    public long? Messages { get; init; }

    /// <summary>SQL statements by database; null when not counted.</summary>
    public IReadOnlyDictionary<string, long>? Statements { get; init; }

    /// <summary>Commits by database; null without PostgreSQL.</summary>
    public IReadOnlyDictionary<string, long>? Commits { get; init; }

    /// <summary>Bytes of write-ahead log; null without PostgreSQL.</summary>
    public long? WalBytes { get; init; }

    /// <summary>The statements executed most.</summary>
    public IReadOnlyList<StatementCount> MostExecuted { get; init; } = [];

    /// <summary>What was looked at during the round.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    /// <summary>How many orders and what else the audit compared; null when there are no books.</summary>
    public string? Audited { get; init; }

    /// <summary>Everything that is wrong: none when all is well.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>Orders that ended, a second.</summary>
    public double OrdersPerSecond => Orders / Elapsed.TotalSeconds;

    /// <summary>Milliseconds of CPU an order.</summary>
    public double CpuPerOrder(string process) => Cpu[process].TotalMilliseconds / Orders;
}
