namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>
/// What a remote party answered. A refusal is an answer; only trouble in reaching the party is an exception.
/// </summary>
public sealed record RemoteAnswer
{
    /// <summary>Done, NeedsReview or Refused.</summary>
    public required RemoteStepStatus Status { get; init; }

    /// <summary>The remote party's reference for what it did; null when it did nothing.</summary>
    public string? Reference { get; init; }

    /// <summary>Why it refused, or what it wants looked at; fit for the customer's eyes.</summary>
    public string? Reason { get; init; }

    /// <summary>The remote party did it.</summary>
    /// <param name="reference">Its reference; null when there was nothing to do.</param>
    public static RemoteAnswer Done(string? reference) =>
        new() { Status = RemoteStepStatus.Done, Reference = reference };

    /// <summary>The remote party did it, and wants a person to look at it.</summary>
    /// <param name="reference">Its reference.</param>
    /// <param name="reason">What it found.</param>
    public static RemoteAnswer NeedsReview(string reference, string reason) =>
        new()
        {
            Status = RemoteStepStatus.NeedsReview,
            Reference = reference,
            Reason = reason,
        };

    /// <summary>The remote party did nothing, and says why.</summary>
    /// <param name="reason">Why, fit for the customer's eyes.</param>
    public static RemoteAnswer Refused(string reason) => new() { Status = RemoteStepStatus.Refused, Reason = reason };
}
