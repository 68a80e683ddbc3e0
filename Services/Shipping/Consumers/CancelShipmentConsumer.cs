using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Cancels the order's booking: one that was made, one in flight, or one not requested yet. After the dispatch, which
/// the workflow excludes, the carrier refuses, and the command fails for an operator to see.
/// </summary>
public sealed class CancelShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<CancelShipment>
{
    public async Task Consume(ConsumeContext<CancelShipment> context)
    {
        var orderId = context.Message.OrderId;

        await steps.AnswerAsync(
            context,
            new RemoteStep
            {
                OrderId = orderId,
                Name = ShippingSteps.Cancel,
                Undoes = ShippingSteps.Book,
                Call = async (step, cancel) =>
                    (await carrier.CancelAsync(step.IdempotencyKey, orderId.ToString(), cancel)).ToOutcome(
                        step,
                        done: _ => new ShipmentCancelled { OrderId = orderId }
                    ),
            }
        );
    }
}
