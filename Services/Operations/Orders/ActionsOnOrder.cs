namespace EventDriven.Operations.Orders;

internal static class ActionsOnOrder
{
    public static async Task<IQueryable<OperatorAction>> OnOrderAsync(
        this IQueryable<OperatorAction> actions,
        OperationsDbContext db,
        Guid orderId,
        CancellationToken cancel
    )
    {
        // A statement of its own, because a join would use neither index.
        var withMessages = await db
            .FailedMessages.Where(message => message.OrderId == orderId && message.ActionId != null)
            .Select(message => message.ActionId!.Value)
            .Distinct()
            .ToListAsync(cancel);
        return actions.Where(action => action.OrderId == orderId || withMessages.Contains(action.Id));
    }
}
