using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using MassTransit;

namespace EventDriven.Operations.Consumers;

/// <summary>Sends an operator's command to the order saga and records the action, in one transaction.</summary>
public sealed class ActOnOrderConsumer(OperationsDbContext db) : IConsumer<ActOnOrder>
{
    private static readonly Uri Orders = Queues.Address(Queues.Orders);

    public async Task Consume(ConsumeContext<ActOnOrder> context)
    {
        var (act, cancel) = (context.Message, context.CancellationToken);
        if (await db.OperatorActions.FindAsync([act.ActionId], cancel) is not null)
            return;

        switch (act.Action)
        {
            case OrderAction.Cancel:
                await context.Send(Orders, new CancelOrder { OrderId = act.OrderId, Reason = act.Reason });
                break;
            case OrderAction.Approve:
                await context.Send(Orders, new ApprovePayment { OrderId = act.OrderId, Reason = act.Reason });
                break;
            case OrderAction.Reject:
                await context.Send(Orders, new RejectPayment { OrderId = act.OrderId, Reason = act.Reason });
                break;
            case OrderAction.AskAgain:
                await context.Send(Orders, new AskAgain { OrderId = act.OrderId, Reason = act.Reason });
                break;
            case OrderAction.Resume:
                await context.Send(Orders, new ResumeCompensation { OrderId = act.OrderId, Reason = act.Reason });
                break;
            default:
                throw new InvalidOperationException($"No action on an order is called '{act.Action}'.");
        }

        db.OperatorActions.Add(
            new OperatorAction
            {
                Id = act.ActionId,
                At = act.At.ToUniversalTime(),
                Operator = act.Operator,
                Action = act.Action,
                OrderId = act.OrderId,
                Reason = act.Reason,
                Outcome = "Sent to the order.",
            }
        );
        await db.SaveChangesAsync(cancel);
    }
}
