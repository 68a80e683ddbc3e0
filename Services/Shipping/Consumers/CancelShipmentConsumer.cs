using EventDriven.Contracts.Shipping;
using EventDriven.RemoteParties;
using EventDriven.Shipping.Domain;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Shipping.Consumers;

/// <summary>
/// Cancels the order's booking: one that was made, one in flight, or one not requested yet. A dispatch in flight is not
/// superseded, because only the carrier knows whether it has the parcel: it performs the dispatch or the cancellation,
/// and refuses the other for good. So ShipmentCancelled and ShipmentDispatched are never both published for an order.
/// </summary>
public sealed class CancelShipmentConsumer(RemoteSteps<ShippingDbContext> steps, ICarrier carrier)
    : IConsumer<CancelShipment>
{
    public Task Consume(ConsumeContext<CancelShipment> context) =>
        steps.AnswerAsync(context, Step(context.Message, carrier));

    internal static RemoteStep Step(CancelShipment command, ICarrier carrier) =>
        new()
        {
            OrderId = command.OrderId,
            Name = ShippingSteps.Cancel,
            Undoes = ShippingSteps.Book,
            Call = async (step, cancel) =>
            {
                var answer = await carrier.CancelAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel);
                return answer.ToOutcome(
                    step,
                    done: _ => new ShipmentCancelled { OrderId = command.OrderId },
                    // A refusal without the parcel's number is not expected, and fails for an operator to see.
                    refused: answer.Reference is { } number
                        ? _ => new ShipmentDispatched { OrderId = command.OrderId, TrackingNumber = number }
                        : null
                );
            },
        };
}
