using System.Data;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>Collects the settings of a saga's repository, and registers it.</summary>
internal sealed class SagaRepositoryConfigurator<TSaga> : IEntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private readonly SagaRepositoryOptions<TSaga> _options = new();
    private Action<IServiceCollection>? _addContext;

    public ConcurrencyMode ConcurrencyMode
    {
        set => _options.ConcurrencyMode = value;
    }

    public IsolationLevel IsolationLevel
    {
        set => _options.IsolationLevel = value;
    }

    public ILockStatementProvider LockStatementProvider
    {
        set => _options.LockStatementProvider = value;
    }

    public void CustomizeQuery(Func<IQueryable<TSaga>, IQueryable<TSaga>> queryCustomization) =>
        _options.QueryCustomization = queryCustomization;

    public void AddDbContext<TContext, TImplementation>(
        Action<IServiceProvider, DbContextOptionsBuilder<TImplementation>>? optionsAction = null
    )
        where TContext : DbContext
        where TImplementation : DbContext, TContext =>
        _addContext = services =>
        {
            services.AddDbContext<TContext, TImplementation>(
                (provider, options) =>
                    optionsAction?.Invoke(provider, (DbContextOptionsBuilder<TImplementation>)options)
            );
            AddSource<TContext>(services);
        };

    public void ExistingDbContext<TContext>()
        where TContext : DbContext => _addContext = AddSource<TContext>;

    public void SetOptimisticConcurrency(bool useTransaction = true)
    {
        _options.ConcurrencyMode = ConcurrencyMode.Optimistic;
        _options.UsesTransaction = useTransaction;
    }

    public void Register(ISagaRepositoryRegistrationConfigurator<TSaga> configurator)
    {
        if (_addContext is null)
            throw new ConfigurationException(
                $"The repository of {typeof(TSaga).Name} needs a DbContext: call ExistingDbContext or AddDbContext."
            );

        _addContext(configurator);
        configurator.TryAddSingleton(_options);
        configurator.RegisterLoadSagaRepository<TSaga, SagaRepositoryContextFactory<TSaga>>();
        configurator.RegisterQuerySagaRepository<TSaga, SagaRepositoryContextFactory<TSaga>>();
        configurator.RegisterSagaRepository<
            TSaga,
            DbContext,
            SagaConsumeContextFactory<DbContext, TSaga>,
            SagaRepositoryContextFactory<TSaga>
        >();
    }

    private static void AddSource<TContext>(IServiceCollection services)
        where TContext : DbContext =>
        services.TryAddScoped<SagaDbContextSource<TSaga>>(provider => new(provider.GetRequiredService<TContext>()));
}
