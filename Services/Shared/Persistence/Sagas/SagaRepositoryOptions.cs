using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>What the application said about the repository of one saga.</summary>
internal sealed class SagaRepositoryOptions<TSaga>
    where TSaga : class, ISaga
{
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
    /// One instance, held until the transaction ends where the mode is pessimistic, in one round trip.
    /// </summary>
    public IQueryable<TSaga> QueryForUpdate(DbContext dbContext, Guid correlationId)
    {
        if (ConcurrencyMode == ConcurrencyMode.Optimistic)
            return Query(dbContext).Where(saga => saga.CorrelationId == correlationId).AsTracking();

        LockStatementProvider ??=
            DatabaseKinds.Of(dbContext) == DatabaseKind.Postgres
                ? new PostgresLockStatementProvider()
                : new SqliteLockStatementProvider();
        _lockStatement ??= LockStatementProvider.GetRowLockStatement<TSaga>(dbContext);
        return Customize(dbContext.Set<TSaga>().FromSqlRaw(_lockStatement, correlationId)).AsTracking();
    }

    private IQueryable<TSaga> Customize(IQueryable<TSaga> query) => QueryCustomization?.Invoke(query) ?? query;
}
