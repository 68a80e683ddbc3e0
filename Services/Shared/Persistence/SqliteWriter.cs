using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Lets one transaction of this process at a time write to a SQLite file. SQLite has one writer, and its driver waits
/// for it by blocking the thread and asking again every 150 ms; messages that are consumed side by side would starve
/// the thread pool. Waiting here costs no thread and ends at once. Other writers, of the application and of other
/// processes, are still kept apart by SQLite itself.
/// </summary>
internal static class SqliteWriter
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Writers = new();

    /// <summary>
    /// Waits for its turn; the turn ends when the result is disposed. Null, at once, on other databases.
    /// </summary>
    public static async ValueTask<IDisposable?> Enter(DbContext dbContext, CancellationToken cancellationToken)
    {
        if (DatabaseKinds.Of(dbContext) != DatabaseKind.Sqlite)
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
