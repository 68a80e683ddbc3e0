using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Scheduling;

namespace EventDriven.Scheduling;

/// <summary>
/// Adds a scheduler to each consumed message's context; derived contexts of scopes and outboxes create theirs with its
/// factory.
/// </summary>
internal sealed class DurableSchedulerFilter<TDbContext>(IServiceProvider services)
    : IFilter<ConsumeContext>,
        IPipeSpecification<ConsumeContext>
    where TDbContext : DbContext
{
    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(this);

    public IEnumerable<ValidationResult> Validate()
    {
        if (services.GetService(typeof(RelayAlarm<TDbContext, ScheduledMessageRow>)) is null)
        {
            yield return this.Failure(
                "DurableScheduler",
                $"UseDurableScheduler<{typeof(TDbContext).Name}> needs AddDurableScheduler<{typeof(TDbContext).Name}> "
                    + "on the bus."
            );
        }
    }

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        // Replaces a scheduler of the whole bus.
        var scheduler = new ConsumeMessageSchedulerContext(context, Scheduler);
        context.AddOrUpdatePayload<MessageSchedulerContext>(() => scheduler, _ => scheduler);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) =>
        context.CreateFilterScope("durableScheduler").Add("dbContext", typeof(TDbContext).Name);

    private MessageScheduler Scheduler(ConsumeContext context) =>
        new(new DurableScheduleProvider<TDbContext>(context, services), context.GetPayload<IBusTopology>());
}
