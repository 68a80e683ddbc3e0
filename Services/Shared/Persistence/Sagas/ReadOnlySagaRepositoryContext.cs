using MassTransit.Middleware;
using MassTransit.Saga;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>Reads sagas outside a message, without tracking and without a transaction.</summary>
internal sealed class ReadOnlySagaRepositoryContext<TSaga>(
    DbContext dbContext,
    SagaRepositoryOptions<TSaga> options,
    CancellationToken cancellationToken
) : BasePipeContext(cancellationToken), QuerySagaRepositoryContext<TSaga>, LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISaga
{
    public Task<TSaga> Load(Guid correlationId) =>
        options
            .Query(dbContext)
            .AsNoTracking()
            .SingleOrDefaultAsync(saga => saga.CorrelationId == correlationId, CancellationToken)!;

    public async Task<SagaRepositoryQueryContext<TSaga>> Query(
        ISagaQuery<TSaga> query,
        CancellationToken cancellationToken = default
    )
    {
        var found = await SagaRepositoryOptions<TSaga>.Find(dbContext, query).ToListAsync(cancellationToken);
        return new DefaultSagaRepositoryQueryContext<TSaga>(this, found);
    }
}
