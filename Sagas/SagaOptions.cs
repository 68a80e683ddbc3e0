namespace EventDriven.Sagas;

public sealed class SagaOptions
{
    public const string Section = "Saga";

    /// <summary>
    /// How long the answer to the first attempt may take: several times the usual time, retries included. Doubled for
    /// each further attempt, to spare an overloaded participant.
    /// </summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many times a command is sent before the saga gives the step up; at least 1. Dispatch is never given up. Five
    /// attempts last five minutes, longer than a participant's restart or reconnection to the broker.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>For an operator's review of a payment: well below the days after which authorisations lapse.</summary>
    public TimeSpan ReviewDeadline { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The longest wait for an answer: an order continues soon after a participant is back.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long after its time a deadline that is not scheduled any more counts as lost: longer than it usually waits
    /// in the queue.
    /// </summary>
    public TimeSpan LostDeadlineAfter { get; set; } = TimeSpan.FromMinutes(1);

    internal TimeSpan WaitFor(OrderStep step, int attempt) =>
        OrderSteps.Of(step).IsReview ? ReviewDeadline : Longer(attempt);

    // In floating point, so that the doubling does not overflow after many attempts of a dispatch.
    private TimeSpan Longer(int attempt) =>
        TimeSpan.FromSeconds(
            Math.Min(StepDeadline.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetryDelay.TotalSeconds)
        );
}
