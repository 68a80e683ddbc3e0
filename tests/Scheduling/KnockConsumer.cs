using MassTransit;

namespace EventDriven.Scheduling.Tests;

internal sealed class KnockConsumer(Heard heard, ProcessName process) : IConsumer<Knock>
{
    public Task Consume(ConsumeContext<Knock> context)
    {
        var redelivery = context.GetRedeliveryCount();
        heard.Add(new Sound(context.Message.Text, process.Value, context.MessageId, redelivery));
        return redelivery < 2 ? throw new InvalidOperationException("Nobody is at home yet.") : Task.CompletedTask;
    }
}
