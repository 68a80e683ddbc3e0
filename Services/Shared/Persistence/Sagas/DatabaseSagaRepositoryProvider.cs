using MassTransit.Configuration;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>Gives each saga without a repository of its own one in a database.</summary>
internal sealed class DatabaseSagaRepositoryProvider(Action<IEntityFrameworkSagaRepositoryConfigurator> configure)
    : ISagaRepositoryRegistrationProvider
{
    public void Configure<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISaga => configurator.EntityFrameworkRepository(configure);
}
