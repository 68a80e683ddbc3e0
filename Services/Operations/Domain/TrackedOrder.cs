namespace EventDriven.Operations.Domain;

public sealed class TrackedOrder
{
    public required Guid OrderId { get; init; }

    public string? CustomerId { get; set; }

    public required DateTimeOffset SubmittedAt { get; set; }

    public required string State { get; set; }

    /// <summary>The highest epoch, which alone is shown: the saga lost the history of those before.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>The number of entries that are missing before the latest.</summary>
    public int Missing { get; set; }

    /// <summary>The sequence of the latest entry; also the concurrency token.</summary>
    public required int Sequence { get; set; }

    public required DateTimeOffset StateSince { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>
    /// From when on it is stuck, unless its wait ends or something else is wrong before (UTC); null once it has ended.
    /// </summary>
    public DateTimeOffset? StuckAt { get; set; }

    /// <summary>The command that it waits for, by its name; null when it waits for nothing.</summary>
    public string? Step { get; set; }

    public string? Participant { get; set; }

    public int? Attempt { get; set; }

    /// <summary>The number of attempts after which the order stops waiting; null when it has no such limit.</summary>
    public int? MaxAttempts { get; set; }

    public DateTimeOffset? WaitsUntil { get; set; }

    /// <summary>
    /// The sequence of the entry that began the wait: an earlier entry that arrives later does not change it.
    /// </summary>
    public int WaitSequence { get; set; }

    /// <summary>The commands that would undo the completed steps, in their order, separated by spaces.</summary>
    public required string Undo { get; set; }

    public string? Reason { get; set; }

    public decimal? TotalAmount { get; set; }

    public string? TotalCurrency { get; set; }

    public int? MachineVersion { get; set; }
}

public sealed class TrackedLine
{
    public required Guid OrderId { get; init; }

    public required int Number { get; init; }

    public required string Sku { get; init; }

    public required int Quantity { get; init; }

    /// <summary>When the order was accepted (UTC): the order of the search by SKU.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}
