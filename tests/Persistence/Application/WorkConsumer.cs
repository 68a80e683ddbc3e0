using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

public sealed class WorkConsumer(OrdersDbContext db, Behaviour behaviour) : IConsumer<DoWork>
{
    public async Task Consume(ConsumeContext<DoWork> context)
    {
        db.Effects.Add(new Effect { What = "work", Of = context.Message.Id });
        await context.Publish(new WorkDone(context.Message.Id));
        await behaviour.Work(context, db);
    }
}
