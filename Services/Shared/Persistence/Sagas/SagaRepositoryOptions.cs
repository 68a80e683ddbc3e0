using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>What the application said about the repository of one saga.</summary>
internal sealed class SagaRepositoryOptions<TSaga>
    where TSaga : class, ISaga
{
    // Compiled once: EF Core would look for the query in its cache at each load.
    private readonly Func<DbContext, Guid, CancellationToken, Task<TSaga?>> _load = EF.CompileAsyncQuery(
        (DbContext dbContext, Guid correlationId, CancellationToken cancellationToken) =>
            dbContext.Set<TSaga>().AsTracking().SingleOrDefault(saga => saga.CorrelationId == correlationId)
    );

    private string? _lockStatement;

    public ConcurrencyMode ConcurrencyMode { get; set; } = ConcurrencyMode.Pessimistic;

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>Always true in pessimistic mode, which needs one for its lock.</summary>
    public bool UsesTransaction
    {
        get => field || ConcurrencyMode == ConcurrencyMode.Pessimistic;
        set;
    } = true;

    public ILockStatementProvider? LockStatementProvider { get; set; }

    public Func<IQueryable<TSaga>, IQueryable<TSaga>>? QueryCustomization { get; set; }

    /// <summary>The instances, with what the application wants to come with them.</summary>
    public IQueryable<TSaga> Query(DbContext dbContext) => Customize(dbContext.Set<TSaga>());

    /// <summary>
    /// Loads one instance, held until the transaction ends where the mode is pessimistic, in one round trip.
    /// </summary>
    public Task<TSaga?> LoadForUpdate(DbContext dbContext, Guid correlationId, CancellationToken cancellationToken)
    {
        if (ConcurrencyMode == ConcurrencyMode.Optimistic && QueryCustomization is null)
            return _load(dbContext, correlationId, cancellationToken);

        var query =
            ConcurrencyMode == ConcurrencyMode.Optimistic
                ? Query(dbContext).Where(saga => saga.CorrelationId == correlationId)
                : Customize(dbContext.Set<TSaga>().FromSqlRaw(LockStatement(dbContext), correlationId));
        return query.AsTracking().SingleOrDefaultAsync(cancellationToken);
    }

    private string LockStatement(DbContext dbContext)
    {
        LockStatementProvider ??=
            DatabaseKinds.Of(dbContext) == DatabaseKind.Postgres
                ? new PostgresLockStatementProvider()
                : new SqliteLockStatementProvider();
        return _lockStatement ??= LockStatementProvider.GetRowLockStatement<TSaga>(dbContext);
    }

    private IQueryable<TSaga> Customize(IQueryable<TSaga> query) => QueryCustomization?.Invoke(query) ?? query;
}
