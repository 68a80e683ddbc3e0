using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Hands the order's parcel to the carrier, which refuses it for good if the booking has lapsed or was cancelled.
/// </summary>
public sealed class DispatchShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<DispatchShipment>
{
    public Task Consume(ConsumeContext<DispatchShipment> context) =>
        steps.AnswerAsync(context, Step(context.Message, carrier));

    internal static RemoteStep Step(DispatchShipment command, ICarrier carrier) =>
        new()
        {
            OrderId = command.OrderId,
            Name = ShippingSteps.Dispatch,
            Call = async (step, cancel) =>
                (await carrier.DispatchAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel)).ToOutcome(
                    step,
                    done: reference => new ShipmentDispatched
                    {
                        OrderId = command.OrderId,
                        TrackingNumber = reference!,
                    },
                    refused: reason => new DispatchRefused { OrderId = command.OrderId, Reason = reason }
                ),
        };
}
