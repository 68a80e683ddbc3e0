using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>Refunds the order's payment: a capture that was made, one in flight, or one not requested yet.</summary>
public sealed class RefundPaymentConsumer(RemoteSteps<PaymentsDbContext> steps, IPaymentProvider provider)
    : IConsumer<RefundPayment>
{
    public Task Consume(ConsumeContext<RefundPayment> context) =>
        steps.AnswerAsync(context, Step(context.Message, provider));

    internal static RemoteStep Step(RefundPayment command, IPaymentProvider provider) =>
        new()
        {
            OrderId = command.OrderId,
            Name = PaymentSteps.Refund,
            Undoes = PaymentSteps.Capture,
            Call = async (step, cancel) =>
                (await provider.RefundAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel)).ToOutcome(
                    step,
                    done: _ => new PaymentRefunded { OrderId = command.OrderId }
                ),
        };
}
