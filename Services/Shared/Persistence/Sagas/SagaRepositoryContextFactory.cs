using EventDriven.Scheduling;
using MassTransit.EntityFrameworkCoreIntegration.Outbox;
using MassTransit.Saga;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>Handles a saga's message or query in the scope's context, in the outbox's transaction or its own.</summary>
internal sealed class SagaRepositoryContextFactory<TSaga>(
    SagaDbContextSource<TSaga> source,
    ISagaConsumeContextFactory<DbContext, TSaga> consumeContexts,
    SagaRepositoryOptions<TSaga> options
)
    : ISagaRepositoryContextFactory<TSaga>,
        IQuerySagaRepositoryContextFactory<TSaga>,
        ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
{
    public void Probe(ProbeContext context)
    {
        context.Add("persistence", "entity-framework");
        context.Add("dbContext", source.DbContext.GetType().Name);
    }

    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => InTransaction(context, () => next.Send(CreateContext(context)));

    public Task SendQuery<T>(
        ConsumeContext<T> context,
        ISagaQuery<TSaga> query,
        IPipe<SagaRepositoryQueryContext<TSaga, T>> next
    )
        where T : class => InTransaction(context, async () =>
        {
            var instances = await Load(query, context.CancellationToken);
            await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(CreateContext(context), instances));
        });

    public Task<T> Execute<T>(
        Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod,
        CancellationToken cancellationToken = default
    )
        where T : class => asyncMethod(CreateReadOnlyContext(cancellationToken));

    public Task<T> Execute<T>(
        Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod,
        CancellationToken cancellationToken = default
    )
        where T : class => asyncMethod(CreateReadOnlyContext(cancellationToken));

    private ReadOnlySagaRepositoryContext<TSaga> CreateReadOnlyContext(CancellationToken cancellationToken) =>
        new(source.DbContext, options, cancellationToken);

    private ConsumedSagaRepositoryContext<TSaga, T> CreateContext<T>(ConsumeContext<T> context)
        where T : class => new(source.DbContext, context, consumeContexts, options);

    private async Task<IReadOnlyList<TSaga>> Load(ISagaQuery<TSaga> query, CancellationToken cancellationToken)
    {
        var dbContext = source.DbContext;
        if (options.ConcurrencyMode == ConcurrencyMode.Optimistic)
            return await options
                .Query(dbContext)
                .Where(query.FilterExpression)
                .AsTracking()
                .ToListAsync(cancellationToken);

        // Locked one by one in the same order, so that two messages with several instances do not deadlock. An instance
        // may have changed between the query and the lock.
        var found = await SagaRepositoryOptions<TSaga>
            .Find(dbContext, query)
            .OrderBy(id => id)
            .ToListAsync(cancellationToken);
        var matches = query.GetFilter();
        var instances = new List<TSaga>(found.Count);
        foreach (var correlationId in found)
        {
            var instance = await options.LoadForUpdate(dbContext, correlationId, cancellationToken);
            if (instance is not null && matches(instance))
                instances.Add(instance);
        }

        return instances;
    }

    private async Task InTransaction(ConsumeContext context, Func<Task> consume)
    {
        var dbContext = source.DbContext;
        if (context.TryGetPayload(out IOutboxTransaction? outbox) && ReferenceEquals(outbox.DbContext, dbContext))
        {
            if (options.ConcurrencyMode == ConcurrencyMode.Pessimistic && dbContext.Database.CurrentTransaction is null)
                throw new ConfigurationException(
                    $"The repository of {typeof(TSaga).Name} is pessimistic, and its outbox has no transaction to "
                        + "hold the lock. Use ConcurrencyMode.Optimistic, or leave UseTransaction at true."
                );

            // The outbox saves and commits, in one batch with the saga's messages.
            await consume();
            return;
        }

        var cancellationToken = context.CancellationToken;
        using var writer = await SqliteWriter.Enter(dbContext, cancellationToken);
        await OneTry.Run(dbContext, async () =>
        {
            await using var transaction = options.UsesTransaction
                ? await dbContext.Database.BeginTransactionAsync(options.IsolationLevel, cancellationToken)
                : null;
            await consume();
            await dbContext.SaveChangesAsync(cancellationToken);
            if (transaction is not null)
                await transaction.CommitAsync(cancellationToken);
        });
    }
}
