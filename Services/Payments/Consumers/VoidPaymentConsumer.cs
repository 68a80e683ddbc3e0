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
    public Task Consume(ConsumeContext<VoidPayment> context) =>
        steps.AnswerAsync(context, Step(context.Message, provider));

    internal static RemoteStep Step(VoidPayment command, IPaymentProvider provider) =>
        new()
        {
            OrderId = command.OrderId,
            Name = PaymentSteps.Void,
            Undoes = PaymentSteps.Authorise,
            Call = async (step, cancel) =>
                (await provider.VoidAsync(step.IdempotencyKey, command.OrderId.ToString(), cancel)).ToOutcome(
                    step,
                    done: _ => new PaymentVoided { OrderId = command.OrderId }
                ),
        };
}
