using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

/// <summary>Each method is one statement in its own transaction.</summary>
internal sealed class ScheduledMessageTable<TDbContext>(IServiceScopeFactory scopes)
    where TDbContext : DbContext
{
    private string? _claim;

    /// <summary>Null if no message waits.</summary>
    public Task<DateTime?> NextAttemptAt(CancellationToken cancellationToken) =>
        Execute(db => db.Set<ScheduledMessageRow>().MinAsync(row => row.NextAttemptAt, cancellationToken));

    /// <summary>
    /// Leases up to <paramref name="limit"/> due rows, the earliest first; skips those that another process is taking.
    /// </summary>
    public async Task<List<ScheduledMessageRow>> Claim(
        DateTime now,
        DateTime leaseEnd,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var claimed = await Execute(db =>
            db.Set<ScheduledMessageRow>()
                .FromSqlRaw(_claim ??= ClaimStatement(db), leaseEnd, now, limit)
                .AsNoTracking()
                .ToListAsync(cancellationToken)
        );
        claimed.Sort((one, other) => one.DueAt.CompareTo(other.DueAt));
        return claimed;
    }

    public Task Delete(ScheduledMessageRow[] rows) => Execute(db => Stored(db, rows).ExecuteDeleteAsync());

    /// <summary>Keeps sent rows, to send them again after a restart.</summary>
    public Task KeepSent(ScheduledMessageRow[] rows, DateTime now) =>
        Update(rows, set =>
            set.SetProperty(row => row.SentAt, now).SetProperty(row => row.NextAttemptAt, (DateTime?)null)
        );

    /// <summary>Deletes up to <paramref name="limit"/> rows that were sent before <paramref name="time"/>.</summary>
    public Task<int> DeleteSentBefore(DateTime time, int limit, CancellationToken cancellationToken) =>
        Execute(db =>
            db.Set<ScheduledMessageRow>()
                .Where(row => row.NextAttemptAt == null && row.SentAt < time)
                .OrderBy(row => row.SentAt)
                .Take(limit)
                .ExecuteDeleteAsync(cancellationToken)
        );

    /// <summary>
    /// Makes messages due again that an earlier process had sent or was sending. For the in-memory transport, where no
    /// other process sends.
    /// </summary>
    public Task<int> TakeBackSent(CancellationToken cancellationToken) =>
        Execute(db =>
            db.Set<ScheduledMessageRow>()
                .Where(row => row.SentAt != null || row.NextAttemptAt > row.DueAt)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(row => row.SentAt, (DateTime?)null)
                            .SetProperty(row => row.NextAttemptAt, row => row.DueAt),
                    cancellationToken
                )
        );

    /// <summary>Gives back rows whose failure does not count as an attempt.</summary>
    public Task GiveBack(
        ScheduledMessageRow[] rows,
        DateTime nextAttemptAt,
        CancellationToken cancellationToken = default
    ) => Update(rows, set => set.SetProperty(row => row.NextAttemptAt, nextAttemptAt), cancellationToken);

    /// <summary>Records the reason without counting an attempt.</summary>
    public Task Suspect(ScheduledMessageRow[] rows, string reason, DateTime nextAttemptAt) =>
        Update(rows, set =>
            set.SetProperty(row => row.FailureReason, reason).SetProperty(row => row.NextAttemptAt, nextAttemptAt)
        );

    /// <summary>Records a failed attempt; a null <paramref name="nextAttemptAt"/> sets the rows aside.</summary>
    public Task Fail(ScheduledMessageRow[] rows, int failedAttempts, string reason, DateTime? nextAttemptAt) =>
        Update(rows, set =>
            set.SetProperty(row => row.FailedAttempts, failedAttempts)
                .SetProperty(row => row.FailureReason, reason)
                .SetProperty(row => row.NextAttemptAt, nextAttemptAt)
        );

    private Task<int> Update(
        ScheduledMessageRow[] rows,
        Action<UpdateSettersBuilder<ScheduledMessageRow>> set,
        CancellationToken cancellationToken = default
    ) => Execute(db => Stored(db, rows).ExecuteUpdateAsync(set, cancellationToken));

    private static IQueryable<ScheduledMessageRow> Stored(TDbContext db, ScheduledMessageRow[] rows)
    {
        var tokenIds = rows.Select(row => row.TokenId).ToArray();
        return db.Set<ScheduledMessageRow>().Where(row => tokenIds.Contains(row.TokenId));
    }

    private async Task<TResult> Execute<TResult>(Func<TDbContext, Task<TResult>> statement)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await statement(scope.ServiceProvider.GetRequiredService<TDbContext>());
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
        // SQLite has one writer at a time, so no row can be locked.
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
