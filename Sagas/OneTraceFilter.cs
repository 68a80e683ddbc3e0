using System.Diagnostics;
using EventDriven.Telemetry;

namespace EventDriven.Sagas;

/// <summary>
/// Keeps an order in the trace of its SubmitOrder. A message from another trace, such as a cancellation, is handled in
/// a span of the order's trace with a link to the message's span.
/// </summary>
internal sealed class OneTraceFilter : IFilter<SagaConsumeContext<OrderState>>
{
    public Task Send(SagaConsumeContext<OrderState> context, IPipe<SagaConsumeContext<OrderState>> next)
    {
        context.Saga.TraceParent ??= Activity.Current?.Id;
        return Traces.ResumeAsync(context.Saga.TraceParent, () => next.Send(context));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("oneTrace");
}
