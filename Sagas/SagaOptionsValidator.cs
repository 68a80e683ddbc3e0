using Microsoft.Extensions.Options;

namespace EventDriven.Sagas;

/// <summary>Refuses settings under which orders would never end, or would have no time.</summary>
public sealed class SagaOptionsValidator : IValidateOptions<SagaOptions>
{
    public ValidateOptionsResult Validate(string? name, SagaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.StepDeadline <= TimeSpan.Zero)
            errors.Add($"Saga:StepDeadline must be longer than zero, and is {options.StepDeadline}.");
        if (options.MaxAttempts < 1)
            errors.Add($"Saga:MaxAttempts must be at least 1, and is {options.MaxAttempts}.");
        if (options.ReviewDeadline <= TimeSpan.Zero)
            errors.Add($"Saga:ReviewDeadline must be longer than zero, and is {options.ReviewDeadline}.");
        if (options.LongestRetryDelay < options.StepDeadline)
        {
            errors.Add(
                $"Saga:LongestRetryDelay must not be shorter than Saga:StepDeadline ({options.StepDeadline}), "
                    + $"and is {options.LongestRetryDelay}."
            );
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
