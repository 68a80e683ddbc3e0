using EventDriven.Contracts.Orders;

namespace EventDriven.Sagas;

/// <summary>How long the order saga waits and how often it asks: section "Saga" of the configuration.</summary>
public sealed class SagaOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Saga";

    /// <summary>
    /// How long the first answer may take before the command is sent again: several times a participant's usual,
    /// retries included. Each further answer may take twice as long as the one before, so that whoever has more to do
    /// than it can is not given the same again and again.
    /// </summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many times a command is sent in all before the saga gives the step up; from 1. Dispatch is never given up.
    /// Five attempts last five minutes: longer than a participant is away for a restart or a move, and than MassTransit
    /// takes to consume again after the broker was.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// How long an operator has to review a payment. Providers let an authorisation lapse after days, so it ends well
    /// before.
    /// </summary>
    public TimeSpan ReviewDeadline { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the wait for an answer may become: short enough that an order goes on soon after a participant is back.
    /// </summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the answer to this attempt of a step is waited for.</summary>
    internal TimeSpan WaitFor(OrderStep step, int attempt) =>
        OrderSteps.Of(step).IsReview ? ReviewDeadline : Longer(attempt);

    // In floating point: however many attempts a dispatch has seen, doubling does not overflow before the cap.
    private TimeSpan Longer(int attempt) =>
        TimeSpan.FromSeconds(
            Math.Min(StepDeadline.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetryDelay.TotalSeconds)
        );
}
