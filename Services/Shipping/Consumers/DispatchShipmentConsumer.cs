using EventDriven.Contracts.Shipping;
using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.Shipping.Carrier;
using EventDriven.Shipping.Domain;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Hands the order's parcel to the carrier. Without a booking, or after its cancellation, it is an error, which the
/// workflow never asks for: no parcel leaves, nothing is answered, and the command ends where an operator finds it.
/// </summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="carrier">The carrier.</param>
public sealed class DispatchShipmentConsumer(RemoteSteps<ShippingDbContext, ShippingStep> steps, ICarrier carrier)
    : IConsumer<DispatchShipment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<DispatchShipment> context)
    {
        var orderId = context.Message.OrderId;

        return steps.RunAsync(
            context,
            new RemoteCall<ShippingStep>
            {
                OrderId = orderId,
                Step = ShippingSteps.Dispatch,
                Ask = (step, cancel) => carrier.DispatchAsync(step.IdempotencyKey, orderId.ToString(), cancel),
                Done = step => new ShipmentDispatched { OrderId = orderId, TrackingNumber = step.Reference! },
            }
        );
    }
}
