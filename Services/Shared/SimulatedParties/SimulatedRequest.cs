using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// One idempotency key that a simulated remote party has seen, with what it answered: the same key gets the same
/// answer.
/// </summary>
public sealed class SimulatedRequest
{
    /// <summary>The key, chosen by the caller.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The caller's reference: whose account it concerns.</summary>
    public required string Reference { get; init; }

    /// <summary>What was asked for, such as "Authorise".</summary>
    public required string Operation { get; init; }

    /// <summary>How many times the party was unavailable to this request.</summary>
    public int FailedTries { get; set; }

    /// <summary>How it was answered; null while the party has only been unavailable.</summary>
    public RemoteAnswerStatus? Answer { get; set; }

    /// <summary>The reference in the answer.</summary>
    public string? AnswerReference { get; set; }

    /// <summary>The reason in the answer.</summary>
    public string? AnswerReason { get; set; }

    /// <summary>
    /// When the answer can be had (UTC), whoever asks: long after what was asked for is done, when the party is late.
    /// </summary>
    public DateTimeOffset? AnswerAt { get; set; }
}
