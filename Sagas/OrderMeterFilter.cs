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
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        // Added here, because the payloads of the outbox's context are not seen outside it.
        var consumed = context.GetOrAddPayload(() => new ConsumedMessage());
#endif
        await next.Send(context);
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        // The outbox drops the changes of a duplicate.
        if (consumed.IsDuplicate)
            return;
#endif
        changes.ForEach(meter.Count);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("orderMeter");

    internal sealed class Changes : List<OrderChange>;
}
