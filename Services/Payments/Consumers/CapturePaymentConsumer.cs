using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>
/// Captures the order's amount. After a void the provider refuses, because only it knows which of the two it served
/// first.
/// </summary>
public sealed class CapturePaymentConsumer(RemoteSteps<PaymentsDbContext> steps, IPaymentProvider provider)
    : IConsumer<CapturePayment>
{
    public Task Consume(ConsumeContext<CapturePayment> context) =>
        steps.AnswerAsync(context, Step(context.Message, provider));

    internal static RemoteStep Step(CapturePayment command, IPaymentProvider provider)
    {
        var orderId = command.OrderId;
        return new RemoteStep
        {
            OrderId = orderId,
            Name = PaymentSteps.Capture,
            Request = PaymentSteps.ValidAmount(command.Amount, orderId),
            Call = async (step, cancel) =>
                (
                    await provider.CaptureAsync(
                        step.IdempotencyKey,
                        orderId.ToString(),
                        step.ReadRequest<Money>(),
                        cancel
                    )
                ).ToOutcome(
                    step,
                    done: reference => new PaymentCaptured { OrderId = orderId, CaptureId = reference! },
                    refused: Failed
                ),
            UndoneAs = PaymentSteps.Refund,
            Superseded = () => Failed("The payment was refunded."),
        };

        CaptureFailed Failed(string reason) => new() { OrderId = orderId, Reason = reason };
    }
}
