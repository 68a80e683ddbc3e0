using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Scheduling;

/// <summary>
/// Ignores the conflict of cancelling a message that was already sent: the receiver decides whether the message still
/// counts. So a cancelled message can be deleted in one batch with the other changes.
/// </summary>
internal sealed class CancelledMessages : SaveChangesInterceptor
{
    public static readonly CancelledMessages Instance = new();

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
