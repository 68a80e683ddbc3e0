using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;

namespace EventDriven.Scheduling;

/// <summary>
/// Adds a scheduler to each consumed message's context; derived contexts of scopes and outboxes create theirs with its
/// factory.
/// </summary>
internal sealed class DurableSchedulerFilter<TDbContext>(IServiceProvider services) : IFilter<ConsumeContext>
    where TDbContext : DbContext
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        // Replaces a scheduler of the whole bus.
        context.AddOrUpdatePayload<MessageSchedulerContext>(
            () => new ConsumeMessageSchedulerContext(context, Scheduler),
            _ => new ConsumeMessageSchedulerContext(context, Scheduler)
        );
        return next.Send(context);
    }

    public void Probe(ProbeContext context) =>
        context.CreateFilterScope("durableScheduler").Add("dbContext", typeof(TDbContext).Name);

    private MessageScheduler Scheduler(ConsumeContext context) =>
        new(new DurableScheduleProvider<TDbContext>(context, services), context.GetPayload<IBusTopology>());
}
