using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

/// <summary>What the delivery does to the table: each method is one statement in a transaction of its own.</summary>
internal sealed class ScheduledMessageTable<TDbContext>(IServiceScopeFactory scopes)
    where TDbContext : DbContext
{
    private string? _claim;

    /// <summary>When there will be something to take, or null when nothing waits.</summary>
    public Task<DateTime?> NextAttemptAt(CancellationToken cancellationToken) =>
        Execute((_, rows) => rows.MinAsync(row => row.NextAttemptAt, cancellationToken));

    /// <summary>
    /// Takes up to <paramref name="limit"/> due rows that no other process is about to take, the longest due first,
    /// until the lease ends.
    /// </summary>
    public async Task<List<ScheduledMessageRow>> Claim(
        DateTime now,
        DateTime leaseEnd,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var claimed = await Execute(
            (db, _) =>
                db.Set<ScheduledMessageRow>()
                    .FromSqlRaw(_claim ??= ClaimStatement(db), leaseEnd, now, limit)
                    .AsNoTracking()
                    .ToListAsync(cancellationToken)
        );
        claimed.Sort((one, other) => one.DueAt.CompareTo(other.DueAt));
        return claimed;
    }

    /// <summary>Forgets rows that were sent.</summary>
    public Task Delete(Guid[] tokenIds, CancellationToken cancellationToken) =>
        Execute((_, rows) => rows.Where(row => tokenIds.Contains(row.TokenId)).ExecuteDeleteAsync(cancellationToken));

    /// <summary>Keeps rows that were sent, to be sent again at the next start.</summary>
    public Task KeepSent(Guid[] tokenIds, DateTime now, CancellationToken cancellationToken) =>
        Execute(
            (_, rows) =>
                rows.Where(row => tokenIds.Contains(row.TokenId))
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(row => row.SentAt, now)
                                .SetProperty(row => row.NextAttemptAt, (DateTime?)null),
                        cancellationToken
                    )
        );

    /// <summary>Forgets up to <paramref name="limit"/> rows that have been kept since before the given time.</summary>
    public Task<int> DeleteSentBefore(DateTime time, int limit, CancellationToken cancellationToken) =>
        Execute(
            (_, rows) =>
                rows.Where(row => row.NextAttemptAt == null && row.SentAt < time)
                    .OrderBy(row => row.SentAt)
                    .Take(limit)
                    .ExecuteDeleteAsync(cancellationToken)
        );

    /// <summary>
    /// Makes due again what a process that is no more had sent or was sending. Only where the transport died with that
    /// process, for then no other can be sending it now.
    /// </summary>
    public Task<int> TakeBackSent(CancellationToken cancellationToken) =>
        Execute(
            (_, rows) =>
                rows.Where(row => row.SentAt != null || row.NextAttemptAt > row.DueAt)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(row => row.SentAt, (DateTime?)null)
                                .SetProperty(row => row.NextAttemptAt, row => row.DueAt),
                        cancellationToken
                    )
        );

    /// <summary>Gives back rows that could not be sent through no fault of theirs.</summary>
    public Task GiveBack(Guid[] tokenIds, DateTime nextAttemptAt, CancellationToken cancellationToken) =>
        Execute(
            (_, rows) =>
                rows.Where(row => tokenIds.Contains(row.TokenId))
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.NextAttemptAt, nextAttemptAt),
                        cancellationToken
                    )
        );

    /// <summary>Records why rows could not be sent, and not as a try of theirs.</summary>
    public Task Suspect(Guid[] tokenIds, string reason, DateTime nextAttemptAt, CancellationToken cancellationToken) =>
        Execute(
            (_, rows) =>
                rows.Where(row => tokenIds.Contains(row.TokenId))
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(row => row.FailureReason, reason)
                                .SetProperty(row => row.NextAttemptAt, nextAttemptAt),
                        cancellationToken
                    )
        );

    /// <summary>Records a failed try; with no further attempt the rows are set aside.</summary>
    public Task Fail(
        Guid[] tokenIds,
        int failedAttempts,
        string reason,
        DateTime? nextAttemptAt,
        CancellationToken cancellationToken
    ) =>
        Execute(
            (_, rows) =>
                rows.Where(row => tokenIds.Contains(row.TokenId))
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(row => row.FailedAttempts, failedAttempts)
                                .SetProperty(row => row.FailureReason, reason)
                                .SetProperty(row => row.NextAttemptAt, nextAttemptAt),
                        cancellationToken
                    )
        );

    private async Task<TResult> Execute<TResult>(Func<TDbContext, DbSet<ScheduledMessageRow>, Task<TResult>> statement)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        return await statement(db, db.Set<ScheduledMessageRow>());
    }

    private static string ClaimStatement(TDbContext db)
    {
        var entity = db.Model.FindEntityType(typeof(ScheduledMessageRow))
            ?? throw new InvalidOperationException(
                $"The model of {typeof(TDbContext).Name} lacks AddScheduledMessageEntity()."
            );
        var sql = db.GetService<ISqlGenerationHelper>();
        var store = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var table = sql.DelimitIdentifier(store.Name, store.Schema);
        var tokenId = Column(nameof(ScheduledMessageRow.TokenId));
        var nextAttemptAt = Column(nameof(ScheduledMessageRow.NextAttemptAt));
        // SQLite has one writer at a time, so nothing can be locked by another one.
        var skipLocked =
            db.Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite" ? "" : "FOR UPDATE SKIP LOCKED";
        return $$"""
            UPDATE {{table}} SET {{nextAttemptAt}} = {0}
            WHERE {{tokenId}} IN (
                SELECT {{tokenId}} FROM {{table}} WHERE {{nextAttemptAt}} <= {1}
                ORDER BY {{nextAttemptAt}} LIMIT {2} {{skipLocked}})
            RETURNING *
            """;

        string Column(string property) => sql.DelimitIdentifier(entity.FindProperty(property)!.GetColumnName(store)!);
    }
}
