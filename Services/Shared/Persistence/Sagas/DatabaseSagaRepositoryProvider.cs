using MassTransit.Configuration;

namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>Adds an EF Core repository to each saga that has none.</summary>
internal sealed class DatabaseSagaRepositoryProvider(Action<IEntityFrameworkSagaRepositoryConfigurator> configure)
    : ISagaRepositoryRegistrationProvider
{
    public void Configure<TSaga>(ISagaRegistrationConfigurator<TSaga> configurator)
        where TSaga : class, ISaga => configurator.EntityFrameworkRepository(configure);
}
