using EventDriven.Contracts;

namespace EventDriven.Sagas;

/// <summary>
/// Ignores an answer to an earlier epoch of the order, because what it says may have been undone since. The order has
/// asked for each step again.
/// </summary>
internal sealed class EpochFilter : IFilter<SagaConsumeContext<OrderState>>
{
    public Task Send(SagaConsumeContext<OrderState> context, IPipe<SagaConsumeContext<OrderState>> next) =>
        context.Headers.Get<int>(Epochs.Header) < context.Saga.Epoch ? Task.CompletedTask : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("epoch");
}
