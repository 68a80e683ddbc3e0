using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Scheduling;

/// <summary>
/// Gives each consumed message's context a scheduler; the contexts that scopes and outboxes make of it make theirs with
/// its factory.
/// </summary>
internal sealed class DurableSchedulerFilter<TDbContext>(IServiceProvider services) : IFilter<ConsumeContext>
    where TDbContext : DbContext
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        // One that was set for the whole bus gives way to the endpoint's own.
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
