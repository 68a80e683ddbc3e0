using EventDriven.Contracts.Shipping;
using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.Shipping.Carrier;
using EventDriven.Shipping.Domain;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>Has the carrier set a pick-up aside for the order's parcel.</summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="carrier">The carrier.</param>
public sealed class BookShipmentConsumer(RemoteSteps<ShippingDbContext, ShippingStep> steps, ICarrier carrier)
    : IConsumer<BookShipment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<BookShipment> context)
    {
        var (orderId, shipTo) = (context.Message.OrderId, context.Message.ShipTo);

        return steps.RunAsync(
            context,
            new RemoteCall<ShippingStep>
            {
                OrderId = orderId,
                Step = ShippingSteps.Book,
                Ask = (step, cancel) => carrier.BookAsync(step.IdempotencyKey, orderId.ToString(), shipTo, cancel),
                Done = step => new ShipmentBooked { OrderId = orderId, TrackingNumber = step.Reference! },
                Refused = step => new ShipmentRefused { OrderId = orderId, Reason = step.Reason! },
            }
        );
    }
}
