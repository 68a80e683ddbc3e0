using MassTransit;

namespace EventDriven.Steps;

/// <summary>The recorded answer of a step. It exists only after its record was saved.</summary>
/// <param name="MessageId">The same each time that the answer is published.</param>
/// <param name="Event">The event.</param>
public sealed record StepAnswer(Guid MessageId, object Event);

/// <summary>Publishes answers.</summary>
public static class StepAnswerExtensions
{
    // A confirmation takes milliseconds. Without a limit, a publish whose channel was closed would wait for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Publishes a recorded answer, before the command is acknowledged: after a crash the command is delivered again,
    /// and the same answer is published under the same MessageId. Use it on endpoints without an outbox.
    /// </summary>
    /// <exception cref="TimeoutException">The broker did not confirm the answer.</exception>
    public static Task AnswerAsync(this ConsumeContext context, StepAnswer? answer) =>
        answer is null
            ? Task.CompletedTask
            : context
                .Publish(answer.Event, publish => publish.MessageId = answer.MessageId, context.CancellationToken)
                .WaitAsync(Limit, context.CancellationToken);
}
