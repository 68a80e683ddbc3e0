using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The inbox and outbox statements that EF Core cannot express, in the database's dialect. They are written once, from
/// the context's model, at the first use.
/// </summary>
internal sealed class OutboxTables<TDbContext>(OutboxSettings<TDbContext> settings, IServiceScopeFactory scopes)
    : IDisposable
    where TDbContext : DbContext
{
    // The number of keys that one statement reserves.
    private const int NumbersAtOnce = 256;

    private readonly ConcurrentQueue<long> _numbers = new();
    private readonly SemaphoreSlim _refilling = new(1, 1);
    private Statements? _statements;

    public void Dispose() => _refilling.Dispose();

    /// <summary>Runs background work on a context of its own.</summary>
    public async Task<T> InScope<T>(Func<TDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var dbContext = scope.ServiceProvider.GetRequiredService<TDbContext>();
        dbContext.Database.SetCommandTimeout(settings.QueryTimeout);
        using var writer = await SqliteWriter.Enter(dbContext, cancellationToken);
        return await work(dbContext);
    }

    /// <summary>
    /// Claims a message for a consumer; false if it was consumed before. If another transaction is consuming the
    /// message, the key makes this wait for its end; true if it was rolled back.
    /// </summary>
    public async Task<bool> Claim(
        TDbContext dbContext,
        Guid messageId,
        Guid consumerId,
        CancellationToken cancellationToken
    ) =>
        await Execute(
            dbContext,
            Of(dbContext).Claim,
            cancellationToken,
            ("message", messageId),
            ("consumer", consumerId),
            ("now", DateTime.UtcNow)
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

            foreach (
                var reserved in await InScope(dbContext => Reserve(dbContext, cancellationToken), cancellationToken)
            )
                _numbers.Enqueue(reserved);
            return _numbers.TryDequeue(out number) ? number : throw new InvalidOperationException("No number came.");
        }
        finally
        {
            _refilling.Release();
        }
    }

    private Task<long[]> Reserve(TDbContext dbContext, CancellationToken cancellationToken) =>
        dbContext.Database.SqlQueryRaw<long>(Of(dbContext).Reserve, NumbersAtOnce).ToArrayAsync(cancellationToken);

    /// <summary>
    /// Writes the messages and commits, after all other changes of the transaction; on PostgreSQL in one round trip,
    /// which includes the COMMIT. Sets the messages' keys.
    /// </summary>
    public async Task StoreAndCommit(
        TDbContext dbContext,
        IDbContextTransaction transaction,
        IReadOnlyList<OutboxMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var connection = dbContext.Database.GetDbConnection();
        if (messages.Count == 0 || !connection.CanCreateBatch)
        {
            foreach (var message in messages)
                await Store(dbContext, connection, transaction, message, cancellationToken);

            await transaction.CommitAsync(cancellationToken);
            return;
        }

        var statements = Of(dbContext);
        await using var factory = connection.CreateCommand();
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction.GetDbTransaction();
        if (dbContext.Database.GetCommandTimeout() is { } timeout)
            batch.Timeout = timeout;

        foreach (var message in messages)
        {
            var insert = batch.CreateBatchCommand();
            insert.CommandText = statements.Store;
            statements.Stored.AddTo(insert.Parameters, factory, message);
            batch.BatchCommands.Add(insert);
        }

        var commit = batch.CreateBatchCommand();
        commit.CommandText = "COMMIT";
        batch.BatchCommands.Add(commit);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var message in messages)
        {
            await reader.ReadAsync(cancellationToken);
            message.SequenceNumber = reader.GetInt64(0);

            // The last call reaches the COMMIT, and throws if it failed.
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private async Task Store(
        TDbContext dbContext,
        DbConnection connection,
        IDbContextTransaction transaction,
        OutboxMessage message,
        CancellationToken cancellationToken
    )
    {
        var statements = Of(dbContext);
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction.GetDbTransaction();
        insert.CommandText = statements.Store;
        statements.Stored.AddTo(insert.Parameters, insert, message);
        message.SequenceNumber = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Leases up to <paramref name="limit"/> due messages; skips those that another process is taking.
    /// </summary>
    public Task<List<OutboxMessage>> TakeDue(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        InScope(
            async dbContext =>
            {
                var now = DateTime.UtcNow;
                var taken = await dbContext
                    .Set<OutboxMessage>()
                    .FromSqlRaw(Of(dbContext).TakeDue, now + lease, now, limit)
                    .AsNoTracking()
                    .ToListAsync(cancellationToken);
                taken.Sort((one, other) => one.SequenceNumber.CompareTo(other.SequenceNumber));
                return taken;
            },
            cancellationToken
        );

    /// <summary>
    /// A consumed message's unsent messages, locked until the caller's transaction ends. Skips messages that another
    /// process is taking or deleting, and messages that failed before, because only the sweep knows when to retry them,
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

    public Task Delete(long[] numbers, CancellationToken cancellationToken) =>
        Execute(statements => statements.Delete, cancellationToken, ("numbers", numbers));

    /// <summary>Keeps sent messages, to send them again after a restart.</summary>
    public Task Keep(long[] numbers, CancellationToken cancellationToken) =>
        Execute(statements => statements.Keep, cancellationToken, ("numbers", numbers), ("now", DateTime.UtcNow));

    /// <summary>Makes kept messages that were sent before <paramref name="before"/> due again.</summary>
    public Task<int> Revive(DateTime before, CancellationToken cancellationToken) =>
        Execute(statements => statements.Revive, cancellationToken, ("before", before), ("now", DateTime.UtcNow));

    /// <summary>Deletes a limited number of kept messages that were sent before <paramref name="before"/>.</summary>
    public Task<int> DeleteKept(DateTime before, CancellationToken cancellationToken) =>
        Execute(
            statements => statements.DeleteKept,
            cancellationToken,
            ("before", before),
            ("limit", settings.QueryMessageLimit)
        );

    /// <summary>The message is due again at <paramref name="visibleTime"/>; null sets it aside.</summary>
    public Task RecordFailure(OutboxMessage message, DateTime? visibleTime, int attempts, string error) =>
        Execute(
            statements => statements.RecordFailure,
            CancellationToken.None,
            ("number", message.SequenceNumber),
            ("visible", visibleTime),
            ("attempts", attempts),
            ("error", error)
        );

    /// <summary>Extends leases, even if they have expired. Does not change messages that are set aside.</summary>
    public Task Renew(long[] numbers, DateTime visibleTime, CancellationToken cancellationToken) =>
        Execute(statements => statements.Renew, cancellationToken, ("numbers", numbers), ("visible", visibleTime));

    /// <summary>Gives back messages that were taken and not attempted.</summary>
    public Task GiveBack(long[] numbers, CancellationToken cancellationToken) =>
        Execute(statements => statements.GiveBack, cancellationToken, ("numbers", numbers), ("now", DateTime.UtcNow));

    /// <summary>Deletes a limited number of inbox rows older than <paramref name="before"/>.</summary>
    public Task<int> CleanInbox(DateTime before, CancellationToken cancellationToken) =>
        Execute(
            statements => statements.CleanInbox,
            cancellationToken,
            ("before", before),
            ("limit", settings.QueryMessageLimit)
        );

    private Task<int> Execute(
        Func<Statements, string> statement,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    ) =>
        InScope(
            dbContext => Execute(dbContext, statement(Of(dbContext)), cancellationToken, parameters),
            cancellationToken
        );

    private static async Task<int> Execute(
        TDbContext dbContext,
        string statement,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await dbContext.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = dbContext.Database.GetDbConnection().CreateCommand();
            command.CommandText = statement;
            command.Transaction = dbContext.Database.CurrentTransaction?.GetDbTransaction();
            if (dbContext.Database.GetCommandTimeout() is { } timeout)
                command.CommandTimeout = timeout;

            foreach (var (name, value) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value =
                    value is long[] numbers && dbContext.IsOnSqlite()
                        ? JsonSerializer.Serialize(numbers)
                        : value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await dbContext.Database.CloseConnectionAsync();
        }
    }

    private Statements Of(TDbContext dbContext) => _statements ??= Write(dbContext);

    private Statements Write(TDbContext dbContext)
    {
        var postgres = !dbContext.IsOnSqlite();
        if (
            settings.LockStatementProvider is PostgresLockStatementProvider && !postgres
            || settings.LockStatementProvider is SqliteLockStatementProvider && postgres
        )
        {
            throw new ConfigurationException(
                $"The outbox of {typeof(TDbContext).Name} is configured for another database than its context, which "
                    + $"uses {dbContext.Database.ProviderName}."
            );
        }

        var inbox = new Table(dbContext, typeof(InboxState));
        var outbox = new Table(dbContext, typeof(OutboxMessage));

        var message = inbox[nameof(InboxState.MessageId)];
        var consumer = inbox[nameof(InboxState.ConsumerId)];
        var received = inbox[nameof(InboxState.Received)];
        var consumed = inbox[nameof(InboxState.Consumed)];
        var number = outbox[nameof(OutboxMessage.SequenceNumber)];
        var inboxMessage = outbox[nameof(OutboxMessage.InboxMessageId)];
        var inboxConsumer = outbox[nameof(OutboxMessage.InboxConsumerId)];
        var visible = outbox[nameof(OutboxMessage.VisibleTime)];
        var delivered = outbox[nameof(OutboxMessage.DeliveredTime)];
        var attempts = outbox[nameof(OutboxMessage.Attempts)];
        var error = outbox[nameof(OutboxMessage.LastError)];

        // SQLite generates only its own key; no code reads this number.
        var (idColumn, idValue) = postgres ? ("", "") : ($", {inbox[nameof(InboxState.Id)]}", ", 0");
        var among = postgres ? "= ANY(@numbers)" : "IN (SELECT value FROM json_each(@numbers))";
        var skipLocked = postgres ? " FOR UPDATE SKIP LOCKED" : "";
        var row = postgres ? "ctid" : "rowid";
        string Oldest(Table table, string time)
        {
            var oldest =
                $"SELECT {row} FROM {table.Name} WHERE {time} < @before ORDER BY {time} LIMIT @limit{skipLocked}";
            return $"DELETE FROM {table.Name} WHERE {row} {(postgres ? $"= ANY(ARRAY({oldest}))" : $"IN ({oldest})")}";
        }

        var stored = new RowParameters(dbContext, typeof(OutboxMessage), postgres);
        return new Statements(
            Reserve: $"SELECT nextval(pg_get_serial_sequence({Literal(outbox.Name)}, "
                + $"{Literal(outbox.ColumnOf(nameof(OutboxMessage.SequenceNumber)))})) AS \"Value\" "
                + "FROM generate_series(1, {0})",
            Store: $"INSERT INTO {outbox.Name} "
                + $"({string.Join(", ", stored.Properties.Select(property => outbox[property]))}) "
                + $"VALUES ({string.Join(", ", stored.Properties.Select((_, index) => $"${index + 1}"))}) "
                + $"RETURNING {number}",
            Stored: stored,
            Claim: $"INSERT INTO {inbox.Name} ({message}, {consumer}, {received}, {consumed}{idColumn}) "
                + $"VALUES (@message, @consumer, @now, @now{idValue}) ON CONFLICT ({message}, {consumer}) DO NOTHING",
            TakeDue: $"UPDATE {outbox.Name} SET {visible} = {{0}}, {attempts} = {attempts} + 1 WHERE {number} IN "
                + $"(SELECT {number} FROM {outbox.Name} WHERE {visible} <= {{1}} "
                + $"ORDER BY {visible} LIMIT {{2}}{skipLocked}) RETURNING *",
            HoldUnsent: $"SELECT * FROM {outbox.Name} WHERE {inboxMessage} = {{0}} AND {inboxConsumer} = {{1}} "
                + $"AND {visible} IS NOT NULL AND {error} IS NULL ORDER BY {number}{skipLocked}",
            Delete: $"DELETE FROM {outbox.Name} WHERE {number} {among}",
            Keep: $"UPDATE {outbox.Name} SET {visible} = NULL, {delivered} = @now WHERE {number} {among}",
            Revive: $"UPDATE {outbox.Name} SET {visible} = @now, {delivered} = NULL, {attempts} = 0 "
                + $"WHERE {delivered} < @before",
            DeleteKept: Oldest(outbox, delivered),
            RecordFailure: $"UPDATE {outbox.Name} SET {visible} = @visible, {attempts} = @attempts, {error} = @error "
                + $"WHERE {number} = @number",
            Renew: $"UPDATE {outbox.Name} SET {visible} = @visible WHERE {number} {among} AND {visible} < @visible",
            GiveBack: $"UPDATE {outbox.Name} SET {visible} = @now, {attempts} = {attempts} - 1 WHERE {number} {among}",
            CleanInbox: Oldest(inbox, received)
        );
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Statements(
        string Reserve,
        string Store,
        RowParameters Stored,
        string Claim,
        string TakeDue,
        string HoldUnsent,
        string Delete,
        string Keep,
        string Revive,
        string DeleteKept,
        string RecordFailure,
        string Renew,
        string GiveBack,
        string CleanInbox
    );

    /// <summary>A table of the model with its quoted columns.</summary>
    private sealed class Table
    {
        private readonly IEntityType _entity;
        private readonly StoreObjectIdentifier _table;
        private readonly ISqlGenerationHelper _sql;

        public Table(DbContext dbContext, Type type)
        {
            _entity = dbContext.Model.FindEntityType(type)
                ?? throw new ConfigurationException(
                    $"{dbContext.GetType().Name} has no entity {type.Name}: call "
                        + "modelBuilder.AddTransactionalOutboxEntities() in OnModelCreating."
                );
            _table = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)!.Value;
            _sql = dbContext.GetService<ISqlGenerationHelper>();
            Name = _sql.DelimitIdentifier(_table.Name, _table.Schema);
        }

        public string Name { get; }

        public string this[string property] => _sql.DelimitIdentifier(ColumnOf(property));

        public string ColumnOf(string property) => _entity.FindProperty(property)!.GetColumnName(_table)!;
    }
}
