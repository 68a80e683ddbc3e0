using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

public sealed class WorkConsumer(ShopDbContext db, Script script) : IConsumer<DoWork>
{
    public async Task Consume(ConsumeContext<DoWork> context)
    {
        db.Effects.Add(new Effect { What = "work", Of = context.Message.Id });
        await context.Publish(new WorkDone(context.Message.Id));
        await script.Work(context, db);
    }
}
