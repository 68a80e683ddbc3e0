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
    public Task Consume(ConsumeContext<BookShipment> context) =>
        steps.AnswerAsync(context, Step(context.Message, carrier));

    internal static RemoteStep Step(BookShipment command, ICarrier carrier)
    {
        var orderId = command.OrderId;
        return new RemoteStep
        {
            OrderId = orderId,
            Name = ShippingSteps.Book,
            Call = async (step, cancel) =>
                (await carrier.BookAsync(step.IdempotencyKey, orderId.ToString(), command.ShipTo, cancel)).ToOutcome(
                    step,
                    done: reference => new ShipmentBooked { OrderId = orderId, TrackingNumber = reference! },
                    refused: Refused
                ),
            UndoneAs = nameof(ShipmentCancelled),
            Superseded = () => Refused("The shipment was cancelled."),
        };

        ShipmentRefused Refused(string reason) => new() { OrderId = orderId, Reason = reason };
    }
}
