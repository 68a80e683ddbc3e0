using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using MassTransit;

namespace EventDriven.Operations.Consumers;

public sealed class ActOnOrderConsumer(OperationsDbContext db) : IConsumer<ActOnOrder>
{
    public async Task Consume(ConsumeContext<ActOnOrder> context)
    {
        var (act, cancel) = (context.Message, context.CancellationToken);
        if (await db.OperatorActions.FindAsync([act.ActionId], cancel) is not null)
            return;

        var (orderId, reason) = (act.OrderId, act.Reason);
        object command = act.Action switch
        {
            OrderAction.Cancel => new CancelOrder { OrderId = orderId, Reason = reason },
            OrderAction.Approve => new ApprovePayment { OrderId = orderId, Reason = reason },
            OrderAction.Reject => new RejectPayment { OrderId = orderId, Reason = reason },
            OrderAction.AskAgain => new AskAgain { OrderId = orderId, Reason = reason },
            OrderAction.Resume => new ResumeCompensation { OrderId = orderId, Reason = reason },
            OrderAction.GiveUpDispatch => new GiveUpDispatch { OrderId = orderId, Reason = reason },
            _ => throw new InvalidOperationException($"No action on an order is called '{act.Action}'."),
        };
        await context.Send(Queues.Address(Queues.Orders), command);
        db.OperatorActions.Add(
            new OperatorAction
            {
                Id = act.ActionId,
                At = act.At.ToUniversalTime(),
                Operator = act.Operator,
                Action = act.Action,
                OrderId = orderId,
                Reason = reason,
                Outcome = "Sent to the order.",
            }
        );
        await db.SaveChangesAsync(cancel);
    }
}
