using System.Collections.Concurrent;
using System.Linq.Expressions;
using EventDriven.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The statements on the inbox and the outbox; in the database's dialect where EF Core cannot express them.
/// </summary>
internal sealed class OutboxTables<TDbContext>(
    OutboxSettings<TDbContext> settings,
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock
) : RelayTable<TDbContext, OutboxMessage>(settings, scopes, clock), IDisposable
    where TDbContext : DbContext
{
    // The number of keys that one statement reserves.
    private const int NumbersAtOnce = 256;

    private readonly ConcurrentQueue<long> _numbers = new();
    private readonly SemaphoreSlim _refilling = new(1, 1);
    private Statements? _statements;

    public override string Name { get; } = $"outbox of {typeof(TDbContext).Name}";

    public void Dispose() => _refilling.Dispose();

    protected override Expression<Func<OutboxMessage, bool>> In(IEnumerable<OutboxMessage> messages)
    {
        long[] numbers = [.. messages.Select(message => message.SequenceNumber)];
        return row => numbers.Contains(row.SequenceNumber);
    }

    /// <summary>
    /// Claims a message for a consumer; false if it was consumed before. While another transaction consumes it, the key
    /// makes this wait for that transaction's end.
    /// </summary>
    public async Task<bool> Claim(
        TDbContext dbContext,
        Guid messageId,
        Guid consumerId,
        CancellationToken cancellationToken
    ) =>
        await dbContext.Database.ExecuteSqlRawAsync(
            Of(dbContext).Claim,
            [messageId, consumerId, Now],
            cancellationToken
        ) == 1;

    /// <summary>
    /// Assigns keys from the table's sequence before the messages are saved, because array statements cannot tell which
    /// new row got which key. Later messages of a process get higher keys. On SQLite the database assigns the keys.
    /// </summary>
    public async Task Number(
        TDbContext dbContext,
        IReadOnlyCollection<OutboxMessage> messages,
        CancellationToken cancellationToken
    )
    {
        if (dbContext.IsOnSqlite())
            return;

        foreach (var message in messages)
            message.SequenceNumber = _numbers.TryDequeue(out var number) ? number : await Refill(cancellationToken);
    }

    // One at a time, so that the numbers stay in ascending order.
    private async Task<long> Refill(CancellationToken cancellationToken)
    {
        await _refilling.WaitAsync(cancellationToken);
        try
        {
            if (_numbers.TryDequeue(out var number))
                return number;

            var reserved = await InScope(dbContext => Reserve(dbContext, cancellationToken), cancellationToken);
            Array.ForEach(reserved[1..], _numbers.Enqueue);
            return reserved[0];
        }
        finally
        {
            _refilling.Release();
        }
    }

    private Task<long[]> Reserve(TDbContext dbContext, CancellationToken cancellationToken)
    {
        // Refuses a context of another database at the first message.
        _ = Of(dbContext);
        var outbox = new Table(dbContext, typeof(OutboxMessage));
        return dbContext
            .Database.SqlQueryRaw<long>(
                "SELECT nextval(pg_get_serial_sequence({0}, {1})) AS \"Value\" FROM generate_series(1, {2})",
                outbox.Name,
                outbox.ColumnOf(nameof(OutboxMessage.SequenceNumber)),
                NumbersAtOnce
            )
            .ToArrayAsync(cancellationToken);
    }

    /// <summary>
    /// A consumed message's unsent messages, locked until the caller's transaction ends. Skips messages that another
    /// process is taking or deleting, and messages that failed before, because only the relay knows when to retry them,
    /// and whether alone.
    /// </summary>
    public Task<List<OutboxMessage>> HoldUnsent(
        TDbContext dbContext,
        Guid messageId,
        Guid consumerId,
        CancellationToken cancellationToken
    ) =>
        dbContext
            .Set<OutboxMessage>()
            .FromSqlRaw(Of(dbContext).HoldUnsent, messageId, consumerId)
            .AsNoTracking()
            .ToListAsync(cancellationToken);

    /// <summary>Deletes a limited number of inbox rows older than <paramref name="before"/>.</summary>
    public Task<int> CleanInbox(DateTime before, CancellationToken cancellationToken) =>
        InScope(
            dbContext =>
                dbContext.Database.ExecuteSqlRawAsync(
                    Of(dbContext).CleanInbox,
                    [before, settings.QueryMessageLimit],
                    cancellationToken
                ),
            cancellationToken
        );

    private Statements Of(TDbContext dbContext) => _statements ??= Write(dbContext);

    private Statements Write(TDbContext dbContext)
    {
        var isPostgres = !dbContext.IsOnSqlite();
        if (
            settings.LockStatementProvider is PostgresLockStatementProvider && !isPostgres
            || settings.LockStatementProvider is SqliteLockStatementProvider && isPostgres
        )
        {
            throw new ConfigurationException(
                $"The outbox of {typeof(TDbContext).Name} is configured for another database than its context, which "
                    + $"uses {dbContext.Database.ProviderName}."
            );
        }

        var inbox = new Table(dbContext, typeof(InboxState));
        var message = inbox[nameof(InboxState.MessageId)];
        var consumer = inbox[nameof(InboxState.ConsumerId)];
        var received = inbox[nameof(InboxState.Received)];
        var consumed = inbox[nameof(InboxState.Consumed)];

        var outbox = new Table(dbContext, typeof(OutboxMessage));
        var number = outbox[nameof(OutboxMessage.SequenceNumber)];
        var inboxMessage = outbox[nameof(OutboxMessage.InboxMessageId)];
        var inboxConsumer = outbox[nameof(OutboxMessage.InboxConsumerId)];
        var visible = outbox[nameof(OutboxMessage.VisibleTime)];
        var error = outbox[nameof(OutboxMessage.LastError)];

        // SQLite generates only its own key; no code reads this number.
        var (idColumn, idValue) = isPostgres ? ("", "") : ($", {inbox[nameof(InboxState.Id)]}", ", 0");
        var skipLocked = isPostgres ? " FOR UPDATE SKIP LOCKED" : "";
        var row = isPostgres ? "ctid" : "rowid";
        var oldest =
            $"SELECT {row} FROM {inbox.Name} WHERE {received} < {{0}} ORDER BY {received} LIMIT {{1}}{skipLocked}";
        return new Statements(
            Claim: $"INSERT INTO {inbox.Name} ({message}, {consumer}, {received}, {consumed}{idColumn}) "
                + $"VALUES ({{0}}, {{1}}, {{2}}, {{2}}{idValue}) ON CONFLICT ({message}, {consumer}) DO NOTHING",
            HoldUnsent: $"SELECT * FROM {outbox.Name} WHERE {inboxMessage} = {{0}} AND {inboxConsumer} = {{1}} "
                + $"AND {visible} IS NOT NULL AND {error} IS NULL ORDER BY {number}{skipLocked}",
            CleanInbox: $"DELETE FROM {inbox.Name} WHERE {row} "
                + (isPostgres ? $"= ANY(ARRAY({oldest}))" : $"IN ({oldest})")
        );
    }

    private sealed record Statements(string Claim, string HoldUnsent, string CleanInbox);
}
