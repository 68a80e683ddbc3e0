using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Hands the order's parcel to the carrier. Without a booking, which the workflow excludes, the carrier refuses, and
/// the command fails for an operator to see.
/// </summary>
public sealed class DispatchShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<DispatchShipment>
{
    public async Task Consume(ConsumeContext<DispatchShipment> context)
    {
        var orderId = context.Message.OrderId;

        await steps.AnswerAsync(
            context,
            new RemoteStep
            {
                OrderId = orderId,
                Name = ShippingSteps.Dispatch,
                Call = async (step, cancel) =>
                    (await carrier.DispatchAsync(step.IdempotencyKey, orderId.ToString(), cancel)).ToOutcome(
                        step,
                        done: reference => new ShipmentDispatched { OrderId = orderId, TrackingNumber = reference! }
                    ),
            }
        );
    }
}
