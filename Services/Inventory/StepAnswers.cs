using EventDriven.Inventory.Domain;
using MassTransit;

namespace EventDriven.Inventory;

/// <summary>Publishes the answers of steps.</summary>
internal static class StepAnswers
{
    // Confirmations take milliseconds; this is for one that never comes.
    private static readonly TimeSpan PublishedWithin = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Publishes the recorded answer. The command is acknowledged after that, so a process that ends in between leaves
    /// it with the broker: it is delivered again, and the same answer is published under the same message id.
    /// </summary>
    /// <exception cref="TimeoutException">The broker did not confirm the answer.</exception>
    public static Task AnswerAsync(this ConsumeContext context, Step step) =>
        context
            .Publish(step.ReadAnswer(), publish => publish.MessageId = step.AnswerId, context.CancellationToken)
            .WaitAsync(PublishedWithin, context.CancellationToken);
}
