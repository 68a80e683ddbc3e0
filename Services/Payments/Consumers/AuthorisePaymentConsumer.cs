using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>Authorises the order's amount.</summary>
public sealed class AuthorisePaymentConsumer(RemoteSteps<PaymentsDbContext> steps, IPaymentProvider provider)
    : IConsumer<AuthorisePayment>
{
    public async Task Consume(ConsumeContext<AuthorisePayment> context)
    {
        var (orderId, token) = (context.Message.OrderId, context.Message.PaymentToken);

        await steps.AnswerAsync(
            context,
            new RemoteStep
            {
                OrderId = orderId,
                Name = PaymentSteps.Authorise,
                Request = PaymentSteps.ValidAmount(context.Message.Amount, orderId),
                Call = async (step, cancel) =>
                    (
                        await provider.AuthoriseAsync(
                            step.IdempotencyKey,
                            orderId.ToString(),
                            step.ReadRequest<Money>(),
                            token,
                            cancel
                        )
                    ).ToOutcome(
                        step,
                        done: reference => new PaymentAuthorised { OrderId = orderId, AuthorisationId = reference! },
                        refused: Declined,
                        needsReview: (reference, reason) =>
                            new PaymentReviewRequired
                            {
                                OrderId = orderId,
                                AuthorisationId = reference,
                                Reason = reason,
                            }
                    ),
                Superseded = () => Declined("The payment was voided before it was authorised."),
            }
        );

        PaymentDeclined Declined(string reason) => new() { OrderId = orderId, Reason = reason };
    }
}
