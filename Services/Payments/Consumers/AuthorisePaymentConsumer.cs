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
    public Task Consume(ConsumeContext<AuthorisePayment> context) =>
        steps.AnswerAsync(context, Step(context.Message, provider));

    internal static RemoteStep Step(AuthorisePayment command, IPaymentProvider provider)
    {
        var orderId = command.OrderId;
        return new RemoteStep
        {
            OrderId = orderId,
            Name = PaymentSteps.Authorise,
            Request = PaymentSteps.ValidAmount(command.Amount, orderId),
            Call = async (step, cancel) =>
                (
                    await provider.AuthoriseAsync(
                        step.IdempotencyKey,
                        orderId.ToString(),
                        step.ReadRequest<Money>(),
                        command.PaymentToken,
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
            UndoneAs = PaymentSteps.Void,
            Superseded = () => Declined("The payment was voided."),
        };

        PaymentDeclined Declined(string reason) => new() { OrderId = orderId, Reason = reason };
    }
}
