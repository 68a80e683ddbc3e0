#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
using MassTransit.EntityFrameworkCoreIntegration;
#endif

namespace EventDriven.Sagas;

/// <summary>Counts the changes of a message after the commit, without duplicates and rolled-back changes.</summary>
internal sealed class OrderMeterFilter(OrderMeter meter) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        // A new list for each attempt.
        var changes = context.AddOrUpdatePayload(() => new Changes(), _ => new Changes());
        await next.Send(context);
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        // The outbox drops the changes of a duplicate.
        if (context.TryGetPayload(out ConsumedMessage? consumed) && consumed.IsDuplicate)
            return;
#endif
        changes.ForEach(meter.Count);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("orderMeter");

    internal sealed class Changes : List<OrderChange>;
}
