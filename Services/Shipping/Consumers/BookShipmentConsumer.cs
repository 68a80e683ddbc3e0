using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>Books the order's parcel with the carrier.</summary>
public sealed class BookShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<BookShipment>
{
    public async Task Consume(ConsumeContext<BookShipment> context)
    {
        var (orderId, shipTo) = (context.Message.OrderId, context.Message.ShipTo);

        await steps.AnswerAsync(
            context,
            new RemoteStep
            {
                OrderId = orderId,
                Name = ShippingSteps.Book,
                Call = async (step, cancel) =>
                    (await carrier.BookAsync(step.IdempotencyKey, orderId.ToString(), shipTo, cancel)).ToOutcome(
                        step,
                        done: reference => new ShipmentBooked { OrderId = orderId, TrackingNumber = reference! },
                        refused: Refused
                    ),
                Superseded = () => Refused("The shipment was cancelled before it was booked."),
            }
        );

        ShipmentRefused Refused(string reason) => new() { OrderId = orderId, Reason = reason };
    }
}
