using MassTransit;
using MassTransit.Configuration;

namespace EventDriven.Scheduling;

/// <summary>Adds the scheduler at the beginning of an endpoint's pipe.</summary>
internal sealed class DurableSchedulerSpecification<TDbContext>(IServiceProvider services)
    : IPipeSpecification<ConsumeContext>
    where TDbContext : DbContext
{
    public void Apply(IPipeBuilder<ConsumeContext> builder) =>
        builder.AddFilter(new DurableSchedulerFilter<TDbContext>(services));

    public IEnumerable<ValidationResult> Validate()
    {
        if (services.GetService(typeof(DeliveryAlarm<TDbContext>)) is null)
        {
            yield return this.Failure(
                "DurableScheduler",
                $"UseDurableScheduler<{typeof(TDbContext).Name}> needs AddDurableScheduler<{typeof(TDbContext).Name}> "
                    + "on the bus."
            );
        }
    }
}
