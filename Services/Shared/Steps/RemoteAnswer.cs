using System.Diagnostics;

namespace EventDriven.Steps;

/// <summary>
/// The answer of a remote party. A refusal is an answer; only a party that cannot be reached is an exception.
/// </summary>
/// <param name="Status">What the party did.</param>
/// <param name="Reference">The party's reference; null if it did nothing.</param>
/// <param name="Reason">Why it refused, or what a person should review. The customer may read it.</param>
public sealed record RemoteAnswer(RemoteAnswerStatus Status, string? Reference, string? Reason)
{
    /// <summary>The party did it. Its reference is null if there was nothing to do.</summary>
    public static RemoteAnswer Done(string? reference) => new(RemoteAnswerStatus.Done, reference, null);

    /// <summary>The party did it, and wants a person to review it.</summary>
    public static RemoteAnswer NeedsReview(string reference, string reason) =>
        new(RemoteAnswerStatus.NeedsReview, reference, reason);

    /// <summary>The party did nothing. The customer may read the reason.</summary>
    public static RemoteAnswer Refused(string reason) => new(RemoteAnswerStatus.Refused, null, reason);

    /// <summary>The event that answers the command. Without a review in the workflow, NeedsReview is Done.</summary>
    /// <exception cref="RemoteRefusalException">
    /// The workflow knows no refusal here. Nothing is recorded, and the command is retried and then fails.
    /// </exception>
    public StepOutcome ToOutcome(
        StepRecord step,
        Func<string?, object> done,
        Func<string, object>? refused = null,
        Func<string, string, object>? needsReview = null
    ) =>
        Status switch
        {
            RemoteAnswerStatus.NeedsReview when needsReview is not null => StepOutcome.Of(
                needsReview(Reference!, Reason!)
            ),
            RemoteAnswerStatus.Done or RemoteAnswerStatus.NeedsReview => StepOutcome.Of(done(Reference)),
            RemoteAnswerStatus.Refused when refused is not null => StepOutcome.Of(refused(Reason!)),
            RemoteAnswerStatus.Refused => throw new RemoteRefusalException(step, Reason),
            _ => throw new UnreachableException($"{Status}"),
        };
}
