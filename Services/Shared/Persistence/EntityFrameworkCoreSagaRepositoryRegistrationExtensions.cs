using MassTransit.EntityFrameworkCoreIntegration;
using MassTransit.EntityFrameworkCoreIntegration.Sagas;

namespace MassTransit;

/// <summary>Configures saga repositories that use EF Core.</summary>
public static class EntityFrameworkCoreSagaRepositoryRegistrationExtensions
{
    /// <summary>
    /// Stores the saga in a context. An outbox of the same context saves the saga in its transaction. Without an
    /// outbox, the repository begins and commits its own.
    /// </summary>
    /// <exception cref="ConfigurationException">No context was configured.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator,
        Action<IEntityFrameworkSagaRepositoryConfigurator<TSaga>>? configure
    )
        where TSaga : class, ISaga
    {
        var repository = new SagaRepositoryConfigurator<TSaga>();
        configure?.Invoke(repository);
        configurator.Repository(repository.Register);
        return configurator;
    }

    /// <summary>Stores every saga that has no repository of its own, such as those added by <c>AddSagas</c>.</summary>
    public static void SetEntityFrameworkSagaRepositoryProvider(
        this IRegistrationConfigurator configurator,
        Action<IEntityFrameworkSagaRepositoryConfigurator> configure
    ) => configurator.SetSagaRepositoryProvider(new DatabaseSagaRepositoryProvider(configure));

    /// <summary>The saga's context uses PostgreSQL.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator<T> UsePostgres<T>(
        this IEntityFrameworkSagaRepositoryConfigurator<T> configurator
    )
        where T : class, ISaga => configurator.With(new PostgresLockStatementProvider());

    /// <summary>PostgreSQL, in <paramref name="schemaName"/> if the model names no schema.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator<T> UsePostgres<T>(
        this IEntityFrameworkSagaRepositoryConfigurator<T> configurator,
        string schemaName
    )
        where T : class, ISaga => configurator.With(new PostgresLockStatementProvider(schemaName));

    /// <summary>The sagas' context uses PostgreSQL.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator UsePostgres(
        this IEntityFrameworkSagaRepositoryConfigurator configurator
    ) => configurator.With(new PostgresLockStatementProvider());

    /// <summary>PostgreSQL, in <paramref name="schemaName"/> if the model names no schema.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator UsePostgres(
        this IEntityFrameworkSagaRepositoryConfigurator configurator,
        string schemaName
    ) => configurator.With(new PostgresLockStatementProvider(schemaName));

    /// <summary>The saga's context uses SQLite.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator<T> UseSqlite<T>(
        this IEntityFrameworkSagaRepositoryConfigurator<T> configurator
    )
        where T : class, ISaga => configurator.With(new SqliteLockStatementProvider());

    /// <summary>The sagas' context uses SQLite.</summary>
    public static IEntityFrameworkSagaRepositoryConfigurator UseSqlite(
        this IEntityFrameworkSagaRepositoryConfigurator configurator
    ) => configurator.With(new SqliteLockStatementProvider());

    private static T With<T>(this T configurator, ILockStatementProvider provider)
        where T : IEntityFrameworkSagaRepositoryConfigurator
    {
        configurator.LockStatementProvider = provider;
        return configurator;
    }
}
