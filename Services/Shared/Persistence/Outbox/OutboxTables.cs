using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// The statements on the inbox and the outbox that EF Core has no words for, in the database's own dialect. They are
/// written once, from the context's model, at the first use.
/// </summary>
internal sealed class OutboxTables<TDbContext>(OutboxSettings<TDbContext> settings, IServiceScopeFactory scopes)
    : IDisposable
    where TDbContext : DbContext
{
    // One statement reserves numbers for so many messages.
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
    /// Claims a message for a consumer. False when it was consumed before; while another transaction is consuming it,
    /// this waits for that one's end on the key, and is true if it was rolled back.
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
    /// Gives messages their keys before they are saved, from the sequence of the table's key: array statements cannot
    /// tell which of several new rows got which key. Later messages of a process get higher keys. On SQLite, keys are
    /// left to the database.
    /// </summary>
    public async Task Number(
        TDbContext dbContext,
        IReadOnlyCollection<OutboxMessage> messages,
        CancellationToken cancellationToken
    )
    {
        if (DatabaseKinds.Of(dbContext) == DatabaseKind.Sqlite)
            return;

        foreach (var message in messages)
            message.SequenceNumber = _numbers.TryDequeue(out var number) ? number : await Refill(cancellationToken);
    }

    // One at a time: the numbers stay in ascending order.
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
    /// Writes the messages and commits, after everything else that the transaction does: on PostgreSQL in one round
    /// trip, which spares the COMMIT its own. Then their keys are known.
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

            // The last of these arrives at the COMMIT, and throws if it failed.
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
    /// Takes up to <paramref name="limit"/> messages that are due, for the time of <paramref name="lease"/>. Rows that
    /// another process is taking are passed over, not waited for. One statement, committed by itself.
    /// </summary>
    public async Task<List<OutboxMessage>> TakeDue(
        TDbContext dbContext,
        int limit,
        TimeSpan lease,
        CancellationToken cancellationToken
    )
    {
        var now = DateTime.UtcNow;
        var taken = await dbContext
            .Set<OutboxMessage>()
            .FromSqlRaw(Of(dbContext).TakeDue, now + lease, now, limit)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        taken.Sort((one, other) => one.SequenceNumber.CompareTo(other.SequenceNumber));
        return taken;
    }

    /// <summary>
    /// What a consumed message stored and nobody has sent yet, held until the caller's transaction ends: none of it is
    /// removed meanwhile. What another process is taking or removing is passed over, and so is what has failed before:
    /// the sweep alone knows when that is to be tried again, and whether alone.
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

    /// <summary>Deletes messages that were sent.</summary>
    public Task<int> Delete(
        TDbContext dbContext,
        IReadOnlyCollection<long> sequenceNumbers,
        CancellationToken cancellationToken
    ) => Execute(dbContext, Of(dbContext).Delete, cancellationToken, ("numbers", Numbers(dbContext, sequenceNumbers)));

    /// <summary>Keeps messages that were sent, to send them once more after a restart.</summary>
    public Task<int> Keep(
        TDbContext dbContext,
        IReadOnlyCollection<long> sequenceNumbers,
        CancellationToken cancellationToken
    ) =>
        Execute(
            dbContext,
            Of(dbContext).Keep,
            cancellationToken,
            ("numbers", Numbers(dbContext, sequenceNumbers)),
            ("now", DateTime.UtcNow)
        );

    /// <summary>Makes messages that were sent before <paramref name="before"/>, and kept, due again.</summary>
    public Task<int> Revive(TDbContext dbContext, DateTime before, CancellationToken cancellationToken) =>
        Execute(dbContext, Of(dbContext).Revive, cancellationToken, ("before", before), ("now", DateTime.UtcNow));

    /// <summary>
    /// Deletes up to <paramref name="limit"/> kept messages that were sent before <paramref name="before"/>.
    /// </summary>
    public Task<int> DeleteKept(
        TDbContext dbContext,
        DateTime before,
        int limit,
        CancellationToken cancellationToken
    ) => Execute(dbContext, Of(dbContext).DeleteKept, cancellationToken, ("before", before), ("limit", limit));

    /// <summary>
    /// Records that a message could not be sent. It is due again at <paramref name="visibleTime"/>; null sets it aside.
    /// </summary>
    public Task<int> RecordFailure(
        TDbContext dbContext,
        OutboxMessage message,
        DateTime? visibleTime,
        int attempts,
        string error,
        CancellationToken cancellationToken
    ) =>
        Execute(
            dbContext,
            Of(dbContext).RecordFailure,
            cancellationToken,
            ("number", message.SequenceNumber),
            ("visible", visibleTime),
            ("attempts", attempts),
            ("error", error)
        );

    /// <summary>
    /// Extends the leases of messages that this process is sending, also of those whose lease has ended meanwhile.
    /// Messages that are set aside stay as they are.
    /// </summary>
    public Task<int> Renew(
        TDbContext dbContext,
        IReadOnlyCollection<long> sequenceNumbers,
        DateTime visibleTime,
        CancellationToken cancellationToken
    ) =>
        Execute(
            dbContext,
            Of(dbContext).Renew,
            cancellationToken,
            ("numbers", Numbers(dbContext, sequenceNumbers)),
            ("visible", visibleTime)
        );

    /// <summary>Gives back messages that were taken and not tried.</summary>
    public Task<int> GiveBack(
        TDbContext dbContext,
        IReadOnlyCollection<long> sequenceNumbers,
        CancellationToken cancellationToken
    ) =>
        Execute(
            dbContext,
            Of(dbContext).GiveBack,
            cancellationToken,
            ("numbers", Numbers(dbContext, sequenceNumbers)),
            ("now", DateTime.UtcNow)
        );

    /// <summary>Deletes up to <paramref name="limit"/> inbox rows older than <paramref name="before"/>.</summary>
    public Task<int> CleanInbox(
        TDbContext dbContext,
        DateTime before,
        int limit,
        CancellationToken cancellationToken
    ) => Execute(dbContext, Of(dbContext).CleanInbox, cancellationToken, ("before", before), ("limit", limit));

    private static object Numbers(TDbContext dbContext, IReadOnlyCollection<long> sequenceNumbers) =>
        DatabaseKinds.Of(dbContext) == DatabaseKind.Postgres
            ? sequenceNumbers.ToArray()
            : $"[{string.Join(',', sequenceNumbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

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
                command.Parameters.Add(Parameter(command, name, value));

            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await dbContext.Database.CloseConnectionAsync();
        }
    }

    private static DbParameter Parameter(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        return parameter;
    }

    private Statements Of(TDbContext dbContext) => _statements ??= Write(dbContext);

    private Statements Write(TDbContext dbContext)
    {
        var kind = DatabaseKinds.Of(dbContext);
        if (
            settings.LockStatementProvider is PostgresLockStatementProvider && kind != DatabaseKind.Postgres
            || settings.LockStatementProvider is SqliteLockStatementProvider && kind != DatabaseKind.Sqlite
        )
        {
            throw new ConfigurationException(
                $"The outbox of {typeof(TDbContext).Name} was told of another database than the context's own, {kind}."
            );
        }

        var inbox = new Table(dbContext, typeof(InboxState));
        var outbox = new Table(dbContext, typeof(OutboxMessage));
        var postgres = kind == DatabaseKind.Postgres;

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

        // SQLite counts only its own key by itself; the number that nothing here reads is written for it.
        var (idColumn, idValue) = postgres ? ("", "") : ($", {inbox[nameof(InboxState.Id)]}", ", 0");
        var among = postgres ? "= ANY(@numbers)" : "IN (SELECT value FROM json_each(@numbers))";
        var skipLocked = postgres ? " FOR UPDATE SKIP LOCKED" : "";
        var row = postgres ? "ctid" : "rowid";
        string Oldest(Table table, string time) =>
            postgres
                ? $"DELETE FROM {table.Name} WHERE {row} = ANY(ARRAY(SELECT {row} FROM {table.Name} "
                    + $"WHERE {time} < @before ORDER BY {time} LIMIT @limit{skipLocked}))"
                : $"DELETE FROM {table.Name} WHERE {row} IN (SELECT {row} FROM {table.Name} "
                    + $"WHERE {time} < @before ORDER BY {time} LIMIT @limit)";

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

    /// <summary>A table of the model and its columns, quoted.</summary>
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
