using EventDriven.Contracts.Shipping;
using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.Shipping.Carrier;
using EventDriven.Shipping.Domain;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Gives the order's booking up: one that was made, one that is still in flight, and one that has not been asked for
/// yet. After a dispatch it is an error, which the workflow never asks for: nothing is answered, and the command ends
/// where an operator finds it.
/// </summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="carrier">The carrier.</param>
public sealed class CancelShipmentConsumer(RemoteSteps<ShippingDbContext, ShippingStep> steps, ICarrier carrier)
    : IConsumer<CancelShipment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<CancelShipment> context)
    {
        var orderId = context.Message.OrderId;

        return steps.RunAsync(
            context,
            new RemoteCall<ShippingStep>
            {
                OrderId = orderId,
                Step = ShippingSteps.Cancel,
                Undoes = ShippingSteps.Book,
                UndoneReason = "The shipment was cancelled before it was booked.",
                Ask = (step, cancel) => carrier.CancelAsync(step.IdempotencyKey, orderId.ToString(), cancel),
                Done = _ => new ShipmentCancelled { OrderId = orderId },
            }
        );
    }
}
