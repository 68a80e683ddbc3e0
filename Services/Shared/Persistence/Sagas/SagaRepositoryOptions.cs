using System.Collections.Concurrent;
using System.Data;
using System.Transactions;
using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore.Metadata;
using IsolationLevel = System.Data.IsolationLevel;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>The settings of one saga's repository, and its queries.</summary>
internal sealed class SagaRepositoryOptions<TSaga>
    where TSaga : class, ISaga
{
    // Compiled, because EF Core would look the query up in its cache at each load.
    private readonly Func<DbContext, Guid, CancellationToken, Task<TSaga?>> _load = EF.CompileAsyncQuery(
        (DbContext dbContext, Guid correlationId, CancellationToken cancellationToken) =>
            dbContext.Set<TSaga>().AsTracking().SingleOrDefault(saga => saga.CorrelationId == correlationId)
    );

    private readonly Func<DbContext, Guid[], IAsyncEnumerable<TSaga>> _loadMany = EF.CompileAsyncQuery(
        (DbContext dbContext, Guid[] correlationIds) =>
            dbContext.Set<TSaga>().AsNoTracking().Where(saga => correlationIds.Contains(saga.CorrelationId))
    );

    // Null if another context of the model cannot track the loaded object.
    private readonly ConcurrentDictionary<(IModel Model, string ConnectionString), SagaLoadGroup<TSaga>?> _groups =
        new();

    private string? _lockStatement;

    public ConcurrencyMode ConcurrencyMode { get; set; } = ConcurrencyMode.Pessimistic;

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>Always true in pessimistic mode, whose lock needs a transaction.</summary>
    public bool UsesTransaction
    {
        get => field || ConcurrencyMode == ConcurrencyMode.Pessimistic;
        set;
    } = true;

    public ILockStatementProvider? LockStatementProvider { get; set; }

    public Func<IQueryable<TSaga>, IQueryable<TSaga>>? QueryCustomization { get; set; }

    public IQueryable<TSaga> Query(DbContext dbContext) => Customize(dbContext.Set<TSaga>());

    public static IQueryable<Guid> Find(DbContext dbContext, ISagaQuery<TSaga> query) =>
        dbContext.Set<TSaga>().Where(query.FilterExpression).Select(saga => saga.CorrelationId);

    /// <summary>
    /// One round trip. In pessimistic mode the instance is locked until the transaction ends. In optimistic mode
    /// without a transaction, loads that arrive at the same time share a query.
    /// </summary>
    public async Task<TSaga?> LoadForUpdate(
        DbContext dbContext,
        Guid correlationId,
        CancellationToken cancellationToken
    )
    {
        if (ConcurrencyMode == ConcurrencyMode.Optimistic && QueryCustomization is null)
            return await LoadShared(dbContext, correlationId, cancellationToken);

        var query =
            ConcurrencyMode == ConcurrencyMode.Optimistic
                ? Query(dbContext).Where(saga => saga.CorrelationId == correlationId)
                : Customize(dbContext.Set<TSaga>().FromSqlRaw(LockStatement(dbContext), correlationId));
        return await query.AsTracking().SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<TSaga?> LoadShared(DbContext dbContext, Guid correlationId, CancellationToken cancellationToken)
    {
        if (GroupOf(dbContext) is { } group && dbContext.Set<TSaga>().Local.FindEntry(correlationId) is null)
        {
            var (isLoaded, instance) = await group.LoadAsync(dbContext, correlationId, cancellationToken);
            if (isLoaded)
            {
                if (instance is not null)
                    dbContext.Entry(instance).State = EntityState.Unchanged;
                return instance;
            }
        }

        return await _load(dbContext, correlationId, cancellationToken);
    }

    private SagaLoadGroup<TSaga>? GroupOf(DbContext dbContext)
    {
        if (
            dbContext.IsOnSqlite()
            || dbContext.Database.CurrentTransaction is not null
            || Transaction.Current is not null
            || dbContext.Database.GetDbConnection() is not { State: ConnectionState.Closed } connection
        )
            return null;

        return _groups.GetOrAdd((dbContext.Model, connection.ConnectionString), key =>
            CanBeHandedOver(key.Model.FindEntityType(typeof(TSaga)))
                ? new SagaLoadGroup<TSaga>(
                    (context, ids, cancel) => _loadMany(context, ids).ToListAsync(cancel).AsTask()
                )
                : null
        );
    }

    // Another context can track the loaded object only if the object holds everything that the query read. Shadow
    // properties and injected services belong to the context, and a query filter can use it. Owned and auto-included
    // objects would have to be tracked too. Derived types have a shadow property or tables of their own.
    private static bool CanBeHandedOver(IEntityType? type) =>
        type is { BaseType: null }
        && !type.GetDirectlyDerivedTypes().Any()
        && type.FindPrimaryKey()?.Properties is [{ Name: nameof(ISaga.CorrelationId) }]
        && type.GetDeclaredQueryFilters().Count == 0
        && !type.GetProperties().Any(property => property.IsShadowProperty())
        && !type.GetServiceProperties().Any()
        && type.ConstructorBinding?.ParameterBindings.Any(parameter => parameter is ServiceParameterBinding) != true
        && !type.GetNavigations().Any(navigation => navigation.IsEagerLoaded)
        && !type.GetSkipNavigations().Any(navigation => navigation.IsEagerLoaded);

    private string LockStatement(DbContext dbContext)
    {
        LockStatementProvider ??= dbContext.IsOnSqlite()
            ? new SqliteLockStatementProvider()
            : new PostgresLockStatementProvider();
        return _lockStatement ??= LockStatementProvider.GetRowLockStatement<TSaga>(dbContext);
    }

    private IQueryable<TSaga> Customize(IQueryable<TSaga> query) => QueryCustomization?.Invoke(query) ?? query;
}
