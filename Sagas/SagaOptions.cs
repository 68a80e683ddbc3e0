namespace EventDriven.Sagas;

/// <summary>How long the order saga waits and how often it asks: section "Saga" of the configuration.</summary>
public sealed class SagaOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Saga";

    /// <summary>How long an answer may take before the command is sent again: several times a participant's usual, retries included.</summary>
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many times a command is sent in all before the saga gives the step up; from 1. Dispatch is never given up. After an outage of the
    /// broker MassTransit takes up to half a minute to consume again, and not in each process at once: with three attempts of ten seconds an
    /// order was given up because one participant was the last to be back.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long an operator has to review a payment. Providers let an authorisation lapse after days, so it ends well before.</summary>
    public TimeSpan ReviewDeadline { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Undoes and the dispatch are asked with delays that double from StepDeadline, up to this long: short enough that an order goes
    /// on soon after a participant is back, long enough not to load one that is struggling.
    /// </summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the answer to this attempt of a step is waited for.</summary>
    internal TimeSpan WaitFor(OrderStep step, int attempt) => step switch
    {
        OrderStep.ReviewPayment => ReviewDeadline,
        OrderStep.ReserveStock or OrderStep.AuthorisePayment or OrderStep.BookShipment or OrderStep.CapturePayment => StepDeadline,
        _ => Longer(attempt),
    };

    // In floating point: however many attempts a dispatch has seen, doubling does not overflow before the cap.
    private TimeSpan Longer(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(StepDeadline.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetryDelay.TotalSeconds));
}
