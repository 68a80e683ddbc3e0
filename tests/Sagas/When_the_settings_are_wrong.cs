using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_settings_are_wrong
{
    [Fact]
    public void The_defaults_are_right() => Errors(new SagaOptions()).ShouldBeNull();

    [Fact]
    public void The_least_is_right() =>
        Errors(
                new SagaOptions
                {
                    StepDeadline = TimeSpan.FromTicks(1),
                    MaxAttempts = 1,
                    ReviewDeadline = TimeSpan.FromTicks(1),
                    LongestRetryDelay = TimeSpan.FromTicks(1),
                }
            )
            .ShouldBeNull();

    [Fact]
    public void A_deadline_of_nothing_is_named() =>
        Errors(new SagaOptions { StepDeadline = TimeSpan.Zero })
            .ShouldBe("Saga:StepDeadline must be longer than zero, and is 00:00:00.");

    [Fact]
    public void Not_even_one_try_is_named() =>
        Errors(new SagaOptions { MaxAttempts = 0 }).ShouldBe("Saga:MaxAttempts must be at least 1, and is 0.");

    [Fact]
    public void No_time_to_review_is_named() =>
        Errors(new SagaOptions { ReviewDeadline = TimeSpan.Zero })
            .ShouldBe("Saga:ReviewDeadline must be longer than zero, and is 00:00:00.");

    [Fact]
    public void A_cap_below_the_first_delay_is_named() =>
        Errors(new SagaOptions { LongestRetryDelay = TimeSpan.FromSeconds(1) })
            .ShouldBe("Saga:LongestRetryDelay must not be shorter than Saga:StepDeadline (00:00:10), and is 00:00:01.");

    private static string? Errors(SagaOptions options) =>
        new SagaOptionsValidator().Validate(null, options).FailureMessage;
}
