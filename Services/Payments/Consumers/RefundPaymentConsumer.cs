using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults.RemoteSteps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>
/// Pays back what was taken for the order: a capture that was made, one still in flight, and one that has not been
/// asked for yet.
/// </summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="provider">The provider.</param>
public sealed class RefundPaymentConsumer(RemoteSteps<PaymentsDbContext, PaymentStep> steps, IPaymentProvider provider)
    : IConsumer<RefundPayment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<RefundPayment> context)
    {
        var orderId = context.Message.OrderId;

        return steps.RunAsync(
            context,
            new RemoteCall<PaymentStep>
            {
                OrderId = orderId,
                Step = PaymentSteps.Refund,
                Undoes = PaymentSteps.Capture,
                UndoneReason = "The payment was refunded before it was captured.",
                Ask = (step, cancel) => provider.RefundAsync(step.IdempotencyKey, orderId.ToString(), cancel),
                Done = _ => new PaymentRefunded { OrderId = orderId },
            }
        );
    }
}
