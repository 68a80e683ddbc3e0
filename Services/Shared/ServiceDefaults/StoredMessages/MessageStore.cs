using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
using MassTransit.EntityFrameworkCoreIntegration;
#endif

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The stored messages of one database: of the outbox and the scheduler, if its model has them.</summary>
internal sealed class MessageStore(string database, Type context, IServiceScopeFactory scopes, TimeProvider time)
{
    public const string Outbox = "outbox";

    private const string Scheduled = "scheduled";

    // A scheduled message that failed is retried within this time. It bounds the search of the index.
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private string? _count;

    public string Database => database;

    /// <summary>By the database's clock.</summary>
    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Counts each kind with one statement, which uses indexes and stops at a limit.</summary>
    public async Task<IReadOnlyList<StoredMessageCount>> Count(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Open(scope);
        _count ??= CountStatement(db);
        return _count.Length == 0
            ? []
            : await db
                .Database.SqlQueryRaw<StoredMessageCount>(_count, Now, Now + LongestRetry, database)
                .ToListAsync(cancellationToken);
    }

    /// <summary>The messages that are set aside, the oldest of each kind first.</summary>
    public async Task<IReadOnlyList<SetAsideMessage>> SetAside(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Open(scope);
        var found = new List<SetAsideMessage>();
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (TableOf<OutboxMessage>(db) is not null)
        {
            found.AddRange(
                await OfOutbox(db)
                    .OrderBy(message => message.SentTime)
                    .Select(message => new SetAsideMessage(
                        Outbox,
                        message.MessageId,
                        message.MessageType,
                        message.DestinationAddress,
                        message.SentTime,
                        message.Attempts,
                        message.LastError
                    ))
                    .ToListAsync(cancellationToken)
            );
        }

#endif
        if (TableOf<ScheduledMessageRow>(db) is not null)
        {
            found.AddRange(
                await OfScheduler(db)
                    .OrderBy(message => message.DueAt)
                    .Select(message => new SetAsideMessage(
                        Scheduled,
                        message.MessageId,
                        message.MessageType,
                        message.DestinationAddress,
                        message.DueAt,
                        message.FailedAttempts,
                        message.FailureReason
                    ))
                    .ToListAsync(cancellationToken)
            );
        }

        return found;
    }

    /// <summary>
    /// Has messages that are set aside sent again, by any process that sends for this database. Returns their number.
    /// </summary>
    /// <param name="messageId">Null for all messages.</param>
    public async Task<int> PutBack(Guid? messageId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Open(scope);
        var found = 0;

        // The reason stays until the message is sent, because it also says what has to be sent alone.
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (TableOf<OutboxMessage>(db) is not null)
        {
            found += await OfOutbox(db)
                .Where(message => messageId == null || message.MessageId == messageId)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(message => message.Attempts, 0)
                            .SetProperty(message => message.VisibleTime, Now),
                    cancellationToken
                );
        }

#endif
        if (TableOf<ScheduledMessageRow>(db) is not null)
        {
            found += await OfScheduler(db)
                .Where(message => messageId == null || message.MessageId == messageId)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(message => message.FailedAttempts, 0)
                            .SetProperty(message => message.NextAttemptAt, Now),
                    cancellationToken
                );
        }

        return found;
    }

    private DbContext Open(AsyncServiceScope scope) => (DbContext)scope.ServiceProvider.GetRequiredService(context);

    private static string? TableOf<TEntity>(DbContext db) => db.Model.FindEntityType(typeof(TEntity))?.GetTableName();

#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
    private static IQueryable<OutboxMessage> OfOutbox(DbContext db) =>
        db.Set<OutboxMessage>().Where(message => message.VisibleTime == null && message.DeliveredTime == null);
#endif

    private static IQueryable<ScheduledMessageRow> OfScheduler(DbContext db) =>
        db.Set<ScheduledMessageRow>().Where(message => message.NextAttemptAt == null && message.SentAt == null);

    private static string CountStatement(DbContext db)
    {
        var parts = new List<string>();
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (TableOf<OutboxMessage>(db) is { } outbox)
        {
            parts.Add(
                Counts(
                    Outbox,
                    outbox,
                    since: nameof(OutboxMessage.SentTime),
                    waiting: """ "VisibleTime" IS NOT NULL """,
                    setAside: """ "VisibleTime" IS NULL AND "DeliveredTime" IS NULL """
                )
            );
        }

#endif
        if (TableOf<ScheduledMessageRow>(db) is { } scheduler)
        {
            parts.Add(
                Counts(
                    Scheduled,
                    scheduler,
                    since: nameof(ScheduledMessageRow.DueAt),
                    waiting: """ "NextAttemptAt" <= {1} AND "DueAt" <= {0} """,
                    setAside: """ "NextAttemptAt" IS NULL AND "SentAt" IS NULL """
                )
            );
        }

        return string.Join(" UNION ALL ", parts);
    }

    private static string Counts(string kind, string table, string since, string waiting, string setAside)
    {
        string Some(string where) =>
            $"""
                (SELECT "{since}" AS "Since" FROM "{table}" WHERE {where} LIMIT {StoredMessageCount.Most}) AS "Some"
                """;
        return $$"""
            SELECT {2} AS "Database", '{{kind}}' AS "Kind",
            (SELECT CAST(COUNT(*) AS INTEGER) FROM {{Some(setAside)}}) AS "SetAside",
            CAST(COUNT(*) AS INTEGER) AS "Waiting", MIN("Since") AS "OldestSince" FROM {{Some(waiting)}}
            """;
    }
}
