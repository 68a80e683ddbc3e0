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
    public Task Consume(ConsumeContext<CancelShipment> context) =>
        steps.AnswerAsync(context, Step(context.Message, carrier));

    internal static RemoteStep Step(CancelShipment command, ICarrier carrier) =>
        new()
        {
            OrderId = command.OrderId,
            Name = ShippingSteps.Cancel,
            Undoes = ShippingSteps.Book,
            Call = async (step, cancel) =>
                (await carrier.CancelAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel)).ToOutcome(
                    step,
                    done: _ => new ShipmentCancelled { OrderId = command.OrderId }
                ),
        };
}
