using MassTransit;

namespace EventDriven.Scheduling.Tests;

internal sealed class NoteConsumer(Heard heard, ProcessName process) : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context)
    {
        heard.Add(
            new Sound(
                context.Message.Text,
                process.Value,
                context.MessageId,
                0,
                context.ConversationId,
                context.Headers.Get<string>("Colour")
            )
        );
        return Task.CompletedTask;
    }
}
