using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// A request to a simulated remote party and its answer, which is repeated to each request with the same key.
/// </summary>
public sealed class SimulatedRequest
{
    public required string IdempotencyKey { get; init; }

    /// <summary>Of the account.</summary>
    public required string Reference { get; init; }

    public required string Operation { get; init; }

    /// <summary>How many times the party was unavailable to this request.</summary>
    public int FailedTries { get; set; }

    /// <summary>Null while the party has only been unavailable.</summary>
    public RemoteAnswerStatus? Answer { get; set; }

    public string? AnswerReference { get; set; }

    public string? AnswerReason { get; set; }

    /// <summary>When the answer may be given (UTC): if it is late, long after the action.</summary>
    public DateTimeOffset? AnswerAt { get; set; }
}
