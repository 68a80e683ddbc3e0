using System.Collections.Concurrent;

namespace EventDriven.Scheduling;

/// <summary>
/// Allows one write transaction at a time per SQLite file in this process. SQLite has one writer, and its driver waits
/// by blocking the thread and polling every 150 ms, so messages that are consumed concurrently would starve the thread
/// pool. Waiting here uses no thread.
/// </summary>
internal static class SqliteWriter
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Writers = new();

    /// <summary>Disposing the result releases the lock. Null on other databases.</summary>
    public static async ValueTask<IDisposable?> Enter(DbContext dbContext, CancellationToken cancellationToken)
    {
        if (!dbContext.IsOnSqlite())
            return null;

        var writer = Writers.GetOrAdd(dbContext.Database.GetDbConnection().DataSource, _ => new SemaphoreSlim(1, 1));
        await writer.WaitAsync(cancellationToken);
        return new Turn(writer);
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
