using MassTransit;
using MassTransit.Context;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>Gives each consumed message's context the scheduler of <see cref="Deadlines" />.</summary>
internal sealed class DeadlinesFilter(IServiceProvider services) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.AddOrUpdatePayload<MessageSchedulerContext>(
            () => new ConsumeMessageSchedulerContext(context, Scheduler),
            _ => new ConsumeMessageSchedulerContext(context, Scheduler)
        );
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadlines");

    // Asked for at the first message: the bus, which the deadlines send through, is made after its filters.
    private MessageScheduler Scheduler(ConsumeContext context) =>
        new(services.GetRequiredService<Deadlines>(), context.GetPayload<IBusTopology>());
}
