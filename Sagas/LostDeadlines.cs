using EventDriven.Contracts;
using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Sagas;

internal static class LostDeadlines
{
    /// <summary>At most a hundred deadlines before a time (UTC), the earliest first.</summary>
    public static IQueryable<LostDeadline> FindLostDeadlines(this OrdersDbContext db, DateTime before) =>
        db
            .Orders.Where(order =>
                order.DeadlineAt < before
                && !db.Set<ScheduledMessageRow>()
                    .Any(message => message.TokenId == order.DeadlineTokenId && message.VisibleTime != null)
            )
            .OrderBy(order => order.DeadlineAt)
            .Take(100)
            .Select(order => new LostDeadline(
                order.CorrelationId,
                order.CurrentState,
                order.Step,
                order.Attempt,
                order.DeadlineTokenId,
                order.DeadlineAt
            ));

    /// <summary>
    /// Decides which replica sends the deadline again. It is looked at again at <paramref name="next"/> (UTC), in case
    /// it is lost again.
    /// </summary>
    /// <returns>Null if another replica or the saga was first, or the order does not wait.</returns>
    public static async Task<StepDeadlineExpired?> TakeAsync(
        this OrdersDbContext db,
        LostDeadline lost,
        DateTime next,
        CancellationToken cancellationToken
    )
    {
        // An older version, which does not know the time, may have ended the wait.
        var waits = lost is { Step: not null, State: not OrderStates.CompensationFailed };
        DateTime? deadlineAt = waits ? next : null;
        var token = lost.Token ?? Guid.CreateVersion7();
        var taken = await db
            .Orders.Where(order =>
                order.CorrelationId == lost.OrderId
                && order.DeadlineAt == lost.DeadlineAt
                && order.DeadlineTokenId == lost.Token
            )
            .ExecuteUpdateAsync(
                order =>
                    order
                        .SetProperty(taken => taken.DeadlineAt, deadlineAt)
                        .SetProperty(taken => taken.DeadlineTokenId, waits ? token : lost.Token),
                cancellationToken
            );
        return taken == 0 || !waits
            ? null
            : new StepDeadlineExpired
            {
                OrderId = lost.OrderId,
                Step = $"{lost.Step}",
                Attempt = lost.Attempt,
                Token = token,
            };
    }
}
