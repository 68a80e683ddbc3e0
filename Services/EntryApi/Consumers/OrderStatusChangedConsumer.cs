using EventDriven.EntryApi.Changes;
using EventDriven.ServiceDefaults;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

public sealed class OrderStatusChangedConsumer(
    TimelineProjection timeline,
    OrderChanges changes,
    OrderReconciliation reconciliation
) : IConsumer<OrderStatusChanged>
{
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var (said, cancel) = (context.Message, context.CancellationToken);
        switch (await timeline.AddAsync(said, cancel))
        {
            case ProjectionResult.Added:
                changes.Heard(said.OrderId);
                break;
            case ProjectionResult.Contradicts:
                await reconciliation.BeginAgainAsync(said.OrderId, said.Epoch ?? 1, cancel);
                break;
        }
    }
}
