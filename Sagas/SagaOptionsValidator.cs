using Microsoft.Extensions.Options;

namespace EventDriven.Sagas;

public sealed class SagaOptionsValidator : IValidateOptions<SagaOptions>
{
    public ValidateOptionsResult Validate(string? name, SagaOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.StepDeadline <= TimeSpan.Zero)
            result.AddError($"Saga:StepDeadline must be longer than zero, and is {options.StepDeadline}.");
        if (options.MaxAttempts < 1)
            result.AddError($"Saga:MaxAttempts must be at least 1, and is {options.MaxAttempts}.");
        if (options.ReviewDeadline <= TimeSpan.Zero)
            result.AddError($"Saga:ReviewDeadline must be longer than zero, and is {options.ReviewDeadline}.");
        if (options.LongestRetryDelay < options.StepDeadline)
            result.AddError(
                $"Saga:LongestRetryDelay must not be shorter than Saga:StepDeadline ({options.StepDeadline}), "
                    + $"and is {options.LongestRetryDelay}."
            );
        if (options.LostDeadlineAfter <= TimeSpan.Zero)
            result.AddError($"Saga:LostDeadlineAfter must be longer than zero, and is {options.LostDeadlineAfter}.");

        return result.Build();
    }
}
