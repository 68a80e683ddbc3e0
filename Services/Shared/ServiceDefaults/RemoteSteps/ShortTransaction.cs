using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>Reads, decides and saves where others may do the same at the same time, without holding a lock or a transaction while deciding.</summary>
internal static class ShortTransaction
{
    /// <summary>Each loss means that another writer won; an order has fewer writers than this.</summary>
    private const int MaxAttempts = 20;

    /// <summary>
    /// Saves what <paramref name="decide" /> changes, in one transaction. When another writer was first (a unique key or a concurrency token
    /// says so), begins again from what the database now holds.
    /// </summary>
    public static async Task<T> DecideAndSaveAsync<T>(this DbContext db, Func<Task<T>> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            var result = await decide();
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException) when (attempt < MaxAttempts)
            {
            }
        }
    }
}
