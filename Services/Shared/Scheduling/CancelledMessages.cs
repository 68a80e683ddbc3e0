using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Scheduling;

/// <summary>
/// A cancelled message is deleted in one batch with whatever else is saved. One that has left already is not there to
/// be deleted: what EF Core takes for a conflict is the usual end of a race here, for whether a message still counts is
/// decided by who receives it.
/// </summary>
internal sealed class CancelledMessages : SaveChangesInterceptor
{
    public static readonly CancelledMessages Instance = new();

    private CancelledMessages() { }

    public override InterceptionResult ThrowingConcurrencyException(
        ConcurrencyExceptionEventData eventData,
        InterceptionResult result
    ) => IsCancelled(eventData) ? InterceptionResult.Suppress() : result;

    public override ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(IsCancelled(eventData) ? InterceptionResult.Suppress() : result);

    private static bool IsCancelled(ConcurrencyExceptionEventData conflict) =>
        conflict.Entries.Count > 0
        && conflict.Entries.All(entry => entry is { State: EntityState.Deleted, Entity: ScheduledMessageRow });
}
