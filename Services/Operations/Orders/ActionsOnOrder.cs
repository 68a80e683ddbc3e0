using EventDriven.Operations.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Orders;

/// <summary>
/// What operators did that concerns an order: with it, or with failed messages of it, those of other orders among them
/// or not.
/// </summary>
internal static class ActionsOnOrder
{
    /// <summary>Those of them.</summary>
    public static async Task<IQueryable<OperatorAction>> OnOrderAsync(
        this IQueryable<OperatorAction> actions,
        OperationsDbContext db,
        Guid orderId,
        CancellationToken cancellationToken
    )
    {
        // A statement of its own: joined with the other, neither index would be read.
        var withMessages = await db
            .FailedMessages.Where(message => message.OrderId == orderId && message.ActionId != null)
            .Select(message => message.ActionId!.Value)
            .Distinct()
            .ToListAsync(cancellationToken);
        return actions.Where(action => action.OrderId == orderId || withMessages.Contains(action.Id));
    }
}
