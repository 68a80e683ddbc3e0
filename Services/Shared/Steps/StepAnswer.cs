using MassTransit;

namespace EventDriven.Steps;

/// <summary>The recorded answer of a step, which exists only after its record was saved.</summary>
/// <param name="MessageId">The same each time the answer is published.</param>
public sealed record StepAnswer(Guid MessageId, object Event);

/// <summary>Publishes answers.</summary>
public static class StepAnswerExtensions
{
    // A confirmation takes milliseconds. Without a limit, a publish whose channel was closed waits for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Publishes the answer before the command is acknowledged: after a crash, the same answer is published again with
    /// the same MessageId. For endpoints without an outbox.
    /// </summary>
    /// <exception cref="TimeoutException">The broker did not confirm the answer.</exception>
    public static Task AnswerAsync(this ConsumeContext context, StepAnswer? answer) =>
        answer is null
            ? Task.CompletedTask
            : context
                .Publish(answer.Event, publish => publish.MessageId = answer.MessageId, context.CancellationToken)
                .WaitAsync(Limit, context.CancellationToken);
}
