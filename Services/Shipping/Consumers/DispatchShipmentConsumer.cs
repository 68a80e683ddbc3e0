using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Hands the order's parcel to the carrier. The carrier refuses without a booking. The workflow does not ask for that,
/// so the command then fails, and an operator finds it.
/// </summary>
public sealed class DispatchShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<DispatchShipment>
{
    public async Task Consume(ConsumeContext<DispatchShipment> context)
    {
        var orderId = context.Message.OrderId;

        await context.AnswerAsync(
            await steps.PerformAsync(
                new RemoteStep
                {
                    OrderId = orderId,
                    Name = ShippingSteps.Dispatch,
                    Call = async (step, cancel) =>
                        (await carrier.DispatchAsync(step.IdempotencyKey, orderId.ToString(), cancel)).ToOutcome(
                            step,
                            done: reference => new ShipmentDispatched { OrderId = orderId, TrackingNumber = reference! }
                        ),
                },
                context.CancellationToken
            )
        );
    }
}
