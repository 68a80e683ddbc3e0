namespace EventDriven.Operations.Domain;

/// <summary>
/// One entry of an order's history, as the order saga told it. Its key is the order and the sequence, so that it is
/// told once.
/// </summary>
public sealed class HistoryEntry
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its place in the order's history, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>
    /// The message that caused it, by its name in the contracts; null when it comes from a version that did not say.
    /// </summary>
    public string? Event { get; init; }

    /// <summary>The state before.</summary>
    public string? From { get; init; }

    /// <summary>The state after; the same as before when something was only noted.</summary>
    public required string State { get; init; }

    /// <summary>What happened, in a sentence.</summary>
    public required string Cause { get; init; }

    /// <summary>The id of the message that caused it.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The conversation that the message belongs to.</summary>
    public Guid? ConversationId { get; init; }

    /// <summary>The trace in which it happened.</summary>
    public string? TraceId { get; init; }

    /// <summary>The step that was asked for, by the name of its command; null when none was.</summary>
    public string? Step { get; init; }

    /// <summary>For how many times by then.</summary>
    public int? Attempt { get; init; }

    /// <summary>Until when its answer was to come (UTC).</summary>
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}
