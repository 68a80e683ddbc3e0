using EventDriven.Inventory.Domain;
using MassTransit;

namespace EventDriven.Inventory.Consumers;

/// <summary>Publishes what a step has decided.</summary>
internal static class StepAnswer
{
    /// <summary>Publishes the step's answer, under the same MessageId each time.</summary>
    public static Task PublishAnswer(this ConsumeContext context, Step step)
    {
        var answer = step.ReadAnswer();
        return context.Publish(answer, answer.GetType(), Pipe.Execute<PublishContext>(publish => publish.MessageId = step.AnswerId), context.CancellationToken);
    }
}
