using MassTransit;

namespace EventDriven.Scheduling.Tests;

/// <summary>Schedules a note and saves, as a consumer without an outbox does.</summary>
internal sealed class SendLaterConsumer(AlarmDbContext db) : IConsumer<SendLater>
{
    public async Task Consume(ConsumeContext<SendLater> context)
    {
        var order = context.Message;
        await context.ScheduleSend<Note>(
            order.Destination,
            order.DueAt,
            new Note { Text = order.Text },
            Pipe.Execute<SendContext<Note>>(send => send.Headers.Set("Colour", "green")),
            context.CancellationToken
        );
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
