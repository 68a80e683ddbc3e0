using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults.RemoteSteps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>
/// Gives up the order's authorisation: one that was made, one that is still in flight, and one that has not been asked
/// for yet.
/// </summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="provider">The provider.</param>
public sealed class VoidPaymentConsumer(RemoteSteps<PaymentsDbContext, PaymentStep> steps, IPaymentProvider provider)
    : IConsumer<VoidPayment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<VoidPayment> context)
    {
        var orderId = context.Message.OrderId;

        return steps.RunAsync(
            context,
            new RemoteCall<PaymentStep>
            {
                OrderId = orderId,
                Step = PaymentSteps.Void,
                Undoes = PaymentSteps.Authorise,
                UndoneReason = "The payment was voided before it was authorised.",
                Ask = (step, cancel) => provider.VoidAsync(step.IdempotencyKey, orderId.ToString(), cancel),
                Done = _ => new PaymentVoided { OrderId = orderId },
            }
        );
    }
}
