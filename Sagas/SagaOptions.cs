namespace EventDriven.Sagas;

/// <summary>Deadlines and attempts of the order saga: section "Saga" of the configuration.</summary>
public sealed class SagaOptions
{
    public const string Section = "Saga";

    /// <summary>
    /// How long the answer to the first attempt may take: several times the usual time, retries included. The time
    /// doubles with each attempt, so that an overloaded participant does not get the same command again and again.
    /// </summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many times a command is sent before the saga gives the step up; at least 1. Dispatch is never given up. Five
    /// attempts last five minutes: longer than a restart of a participant or a reconnection to the broker takes.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// How long an operator has to review a payment. Authorisations lapse after days, so it ends well before.
    /// </summary>
    public TimeSpan ReviewDeadline { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The longest wait for an answer: an order continues soon after a participant is back.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    internal TimeSpan WaitFor(OrderStep step, int attempt) =>
        OrderSteps.Of(step).IsReview ? ReviewDeadline : Longer(attempt);

    // In floating point: however many attempts a dispatch has seen, doubling does not overflow before the cap.
    private TimeSpan Longer(int attempt) =>
        TimeSpan.FromSeconds(
            Math.Min(StepDeadline.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetryDelay.TotalSeconds)
        );
}
