using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
using MassTransit.EntityFrameworkCoreIntegration;
#endif

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The stored messages of one context: of the tables that its model has.</summary>
internal sealed class StoredMessages<TDbContext>(string database, IServiceScopeFactory scopes, TimeProvider time)
    : IStoredMessages
    where TDbContext : DbContext
{
    // A scheduled message that failed is tried again within this time: further ahead, what is due now is not to be
    // looked for.
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private string? _count;

    public string Database => database;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task<IReadOnlyList<StoredMessageCount>> Count(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        _count ??= CountStatement(db);
        if (_count.Length == 0)
            return [];

        var counts = await db.Database.SqlQueryRaw<Row>(_count, Now, Now + LongestRetry).ToListAsync(cancellationToken);
        return
        [
            .. counts.Select(row => new StoredMessageCount(
                (StoredMessageKind)row.Kind,
                row.Waiting,
                row.OldestSince is { } since ? DateTime.SpecifyKind(since, DateTimeKind.Utc) : null,
                row.SetAside
            )),
        ];
    }

    public async Task<IReadOnlyList<SetAsideMessage>> SetAside(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var found = new List<SetAsideMessage>();
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (Has<OutboxMessage>(db))
        {
            var outbox = await OfOutbox(db)
                .OrderBy(message => message.SentTime)
                .Select(message => new
                {
                    message.MessageId,
                    message.MessageType,
                    message.DestinationAddress,
                    message.SentTime,
                    message.Attempts,
                    message.LastError,
                })
                .ToListAsync(cancellationToken);
            found.AddRange(
                outbox.Select(message => new SetAsideMessage(
                    StoredMessageKind.Outbox,
                    message.MessageId,
                    message.MessageType,
                    $"{message.DestinationAddress}",
                    message.SentTime,
                    message.Attempts,
                    message.LastError ?? ""
                ))
            );
        }

#endif
        if (Has<ScheduledMessageRow>(db))
        {
            var scheduled = await Scheduled(db)
                .OrderBy(message => message.DueAt)
                .Select(message => new
                {
                    message.MessageId,
                    message.MessageType,
                    message.DestinationAddress,
                    message.DueAt,
                    message.FailedAttempts,
                    message.FailureReason,
                })
                .ToListAsync(cancellationToken);
            found.AddRange(
                scheduled.Select(message => new SetAsideMessage(
                    StoredMessageKind.Scheduled,
                    message.MessageId,
                    message.MessageType,
                    $"{message.DestinationAddress}",
                    message.DueAt,
                    message.FailedAttempts,
                    message.FailureReason ?? ""
                ))
            );
        }

        return found;
    }

    public async Task<int> PutBack(Guid? messageId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        var found = 0;

        // The reason stays until the message is sent: it says also what has to be sent alone.
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (Has<OutboxMessage>(db))
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
        if (Has<ScheduledMessageRow>(db))
        {
            found += await Scheduled(db)
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

#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
    private static IQueryable<OutboxMessage> OfOutbox(TDbContext db) =>
        db.Set<OutboxMessage>().Where(message => message.VisibleTime == null && message.DeliveredTime == null);
#endif

    private static IQueryable<ScheduledMessageRow> Scheduled(TDbContext db) =>
        db.Set<ScheduledMessageRow>().Where(message => message.NextAttemptAt == null && message.SentAt == null);

    private static bool Has<TEntity>(TDbContext db) => db.Model.FindEntityType(typeof(TEntity)) is not null;

    private static string CountStatement(TDbContext db)
    {
        var parts = new List<string>();
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (Has<OutboxMessage>(db))
        {
            var table = new Table(db, typeof(OutboxMessage));
            var (sent, visible, delivered) = (
                table[nameof(OutboxMessage.SentTime)],
                table[nameof(OutboxMessage.VisibleTime)],
                table[nameof(OutboxMessage.DeliveredTime)]
            );
            parts.Add(
                Counts(
                    StoredMessageKind.Outbox,
                    table,
                    sent,
                    $"{visible} IS NOT NULL",
                    $"{visible} IS NULL AND {delivered} IS NULL"
                )
            );
        }

#endif
        if (Has<ScheduledMessageRow>(db))
        {
            var table = new Table(db, typeof(ScheduledMessageRow));
            var (due, next, sent) = (
                table[nameof(ScheduledMessageRow.DueAt)],
                table[nameof(ScheduledMessageRow.NextAttemptAt)],
                table[nameof(ScheduledMessageRow.SentAt)]
            );
            parts.Add(
                Counts(
                    StoredMessageKind.Scheduled,
                    table,
                    due,
                    $"{next} <= {{1}} AND {due} <= {{0}}",
                    $"{next} IS NULL AND {sent} IS NULL"
                )
            );
        }

        return string.Join(" UNION ALL ", parts);
    }

    private static string Counts(StoredMessageKind kind, Table table, string since, string waiting, string setAside)
    {
        string Some(string where) =>
            $"(SELECT {since} AS \"Since\" FROM {table.Name} WHERE {where} LIMIT {StoredMessageCount.Most}) AS "
            + "\"Some\"";
        return $"""
            SELECT {(int)kind} AS "Kind", (SELECT CAST(COUNT(*) AS INTEGER) FROM {Some(setAside)}) AS "SetAside",
            CAST(COUNT(*) AS INTEGER) AS "Waiting", MIN("Since") AS "OldestSince" FROM {Some(waiting)}
            """;
    }

    private sealed record Row(int Kind, int SetAside, int Waiting, DateTime? OldestSince);

    /// <summary>A table of the model and its columns, quoted.</summary>
    private sealed class Table
    {
        private readonly IEntityType _entity;
        private readonly StoreObjectIdentifier _table;
        private readonly ISqlGenerationHelper _sql;

        public Table(DbContext db, Type type)
        {
            _entity = db.Model.FindEntityType(type)!;
            _table = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)!.Value;
            _sql = db.GetService<ISqlGenerationHelper>();
            Name = _sql.DelimitIdentifier(_table.Name, _table.Schema);
        }

        public string Name { get; }

        public string this[string property] =>
            _sql.DelimitIdentifier(_entity.FindProperty(property)!.GetColumnName(_table)!);
    }
}
