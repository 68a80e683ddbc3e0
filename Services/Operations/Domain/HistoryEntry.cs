namespace EventDriven.Operations.Domain;

/// <summary>The key is the order, the epoch and the sequence, so that a duplicate is ignored.</summary>
public sealed class HistoryEntry
{
    public required Guid OrderId { get; init; }

    public int Epoch { get; init; } = 1;

    public required int Sequence { get; init; }

    /// <summary>The message that caused it, by its name in the contracts.</summary>
    public string? Event { get; init; }

    public string? From { get; init; }

    /// <summary>The state after; the same as before for a note.</summary>
    public required string State { get; init; }

    public required string Cause { get; init; }

    public Guid? MessageId { get; init; }

    public string? Message { get; init; }

    public Guid? ConversationId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>The command that was sent, by its name; null when none was.</summary>
    public string? Step { get; init; }

    public int? Attempt { get; init; }

    public int? MaxAttempts { get; init; }

    /// <summary>As in TrackedOrder; null from older versions.</summary>
    public string? Undo { get; init; }

    public DateTimeOffset? WaitsUntil { get; init; }

    public required DateTimeOffset At { get; init; }
}
