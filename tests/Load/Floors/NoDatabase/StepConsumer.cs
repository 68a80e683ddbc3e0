using MassTransit;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>Does a step and publishes its answer.</summary>
internal sealed class StepConsumer<TMessage>(Step<TMessage> step) : IConsumer<TMessage>
    where TMessage : class
{
    public async Task Consume(ConsumeContext<TMessage> context)
    {
        var (id, answer) = await step.Take(context.Message, context.CancellationToken);
        if (answer is not null)
            await context.Publish(answer, publish => publish.MessageId = id, context.CancellationToken);
    }
}
