using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults.RemoteSteps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>
/// Has the provider take the order's amount. After a void the provider itself refuses: only it knows which of the two
/// it served first, and what it took is never told as not taken.
/// </summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="provider">The provider.</param>
public sealed class CapturePaymentConsumer(RemoteSteps<PaymentsDbContext, PaymentStep> steps, IPaymentProvider provider)
    : IConsumer<CapturePayment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<CapturePayment> context)
    {
        var orderId = context.Message.OrderId;
        var amount = PaymentStep.ValidAmount(context.Message.Amount, orderId);

        return steps.RunAsync(
            context,
            new RemoteCall<PaymentStep>
            {
                OrderId = orderId,
                Step = PaymentSteps.Capture,
                Intend = step => (step.Amount, step.Currency) = (amount.Amount, amount.Currency),
                Ask = (step, cancel) =>
                    provider.CaptureAsync(step.IdempotencyKey, orderId.ToString(), step.ToMoney(), cancel),
                Done = step => new PaymentCaptured { OrderId = orderId, CaptureId = step.Reference! },
                Refused = step => new CaptureFailed { OrderId = orderId, Reason = step.Reason! },
            }
        );
    }
}
