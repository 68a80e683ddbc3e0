using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>Has the provider authorise the order's amount.</summary>
public sealed class AuthorisePaymentConsumer(RemoteSteps<PaymentsDbContext> steps, IPaymentProvider provider)
    : IConsumer<AuthorisePayment>
{
    public async Task Consume(ConsumeContext<AuthorisePayment> context)
    {
        var (orderId, token) = (context.Message.OrderId, context.Message.PaymentToken);

        await context.AnswerAsync(
            await steps.PerformAsync(
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
                            done: reference => new PaymentAuthorised
                            {
                                OrderId = orderId,
                                AuthorisationId = reference!,
                            },
                            refused: reason => new PaymentDeclined { OrderId = orderId, Reason = reason },
                            needsReview: (reference, reason) =>
                                new PaymentReviewRequired
                                {
                                    OrderId = orderId,
                                    AuthorisationId = reference,
                                    Reason = reason,
                                }
                        ),
                    Superseded = () =>
                        new PaymentDeclined
                        {
                            OrderId = orderId,
                            Reason = "The payment was voided before it was authorised.",
                        },
                },
                context.CancellationToken
            )
        );
    }
}
