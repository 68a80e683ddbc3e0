namespace EventDriven.Operations.Domain;

/// <summary>
/// One order, as far as it has been heard of: where it stands, and what it waits for. Changed by what the order saga
/// says alone.
/// </summary>
public sealed class TrackedOrder
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The customer, as the client named them; null until it has been said.</summary>
    public string? CustomerId { get; set; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public required DateTimeOffset SubmittedAt { get; set; }

    /// <summary>The state after the latest entry that was heard.</summary>
    public required string State { get; set; }

    /// <summary>
    /// The sequence of that entry; also the token of optimistic concurrency, for replicas hear of one order at the same
    /// time.
    /// </summary>
    public required int Sequence { get; set; }

    /// <summary>When the order came into that state (UTC).</summary>
    public required DateTimeOffset StateSince { get; set; }

    /// <summary>When that entry was made (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When the order ended (UTC); null while it is on its way.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>From when on it counts as stuck in its state (UTC); null once it has ended.</summary>
    public DateTimeOffset? StuckAt { get; set; }

    /// <summary>What it waits for, by the name of the command; null when it waits for nothing.</summary>
    public string? Step { get; set; }

    /// <summary>Who is to answer.</summary>
    public string? Participant { get; set; }

    /// <summary>How many times it has been asked for, from 1.</summary>
    public int? Attempt { get; set; }

    /// <summary>When it is asked for again or given up (UTC).</summary>
    public DateTimeOffset? WaitsUntil { get; set; }

    /// <summary>The sequence of the entry that said so: an earlier one that comes later knows no better.</summary>
    public int WaitSequence { get; set; }

    /// <summary>
    /// The commands that would undo what may stand, in their order, separated by spaces; empty when nothing does.
    /// </summary>
    public required string Undo { get; set; }

    /// <summary>Why the order is being, or was, undone; null while it goes well.</summary>
    public string? Reason { get; set; }

    /// <summary>What the order costs; null until it is priced. Together with TotalCurrency.</summary>
    public decimal? TotalAmount { get; set; }

    /// <summary>The ISO 4217 code of the total.</summary>
    public string? TotalCurrency { get; set; }

    /// <summary>
    /// The version of the state machine that it began under; null when it comes from one that did not say.
    /// </summary>
    public int? MachineVersion { get; set; }
}
