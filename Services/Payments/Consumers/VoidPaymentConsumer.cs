using EventDriven.Contracts.Payments;
using EventDriven.Payments.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MassTransit;

namespace EventDriven.Payments.Consumers;

/// <summary>Voids the order's authorisation: one that was made, one in flight, or one not requested yet.</summary>
public sealed class VoidPaymentConsumer(RemoteSteps<PaymentsDbContext> steps, IPaymentProvider provider)
    : IConsumer<VoidPayment>
{
    public async Task Consume(ConsumeContext<VoidPayment> context)
    {
        var orderId = context.Message.OrderId;

        await steps.AnswerAsync(
            context,
            new RemoteStep
            {
                OrderId = orderId,
                Name = PaymentSteps.Void,
                Undoes = PaymentSteps.Authorise,
                Call = async (step, cancel) =>
                    (await provider.VoidAsync(step.IdempotencyKey, orderId.ToString(), cancel)).ToOutcome(
                        step,
                        done: _ => new PaymentVoided { OrderId = orderId }
                    ),
            }
        );
    }
}
