using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.Payments.Provider;
using EventDriven.ServiceDefaults.RemoteSteps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>Has the provider set the order's amount aside.</summary>
/// <param name="steps">Carries the step out once.</param>
/// <param name="provider">The provider.</param>
public sealed class AuthorisePaymentConsumer(
    RemoteSteps<PaymentsDbContext, PaymentStep> steps,
    IPaymentProvider provider
) : IConsumer<AuthorisePayment>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<AuthorisePayment> context)
    {
        var (orderId, token) = (context.Message.OrderId, context.Message.PaymentToken);
        var amount = PaymentStep.ValidAmount(context.Message.Amount, orderId);

        return steps.RunAsync(
            context,
            new RemoteCall<PaymentStep>
            {
                OrderId = orderId,
                Step = PaymentSteps.Authorise,
                Intend = step => (step.Amount, step.Currency) = (amount.Amount, amount.Currency),
                Ask = (step, cancel) =>
                    provider.AuthoriseAsync(step.IdempotencyKey, orderId.ToString(), step.ToMoney(), token, cancel),
                Done = step =>
                    step.Status == RemoteStepStatus.NeedsReview
                        ? new PaymentReviewRequired
                        {
                            OrderId = orderId,
                            AuthorisationId = step.Reference!,
                            Reason = step.Reason!,
                        }
                        : new PaymentAuthorised { OrderId = orderId, AuthorisationId = step.Reference! },
                Refused = step => new PaymentDeclined { OrderId = orderId, Reason = step.Reason! },
            }
        );
    }
}
