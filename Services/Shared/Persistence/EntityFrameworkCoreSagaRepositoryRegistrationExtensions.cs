using MassTransit.EntityFrameworkCoreIntegration;
using MassTransit.EntityFrameworkCoreIntegration.Sagas;

namespace MassTransit;

/// <summary>Configures saga repositories that use EF Core.</summary>
public static class EntityFrameworkCoreSagaRepositoryRegistrationExtensions
{
    /// <summary>
    /// Stores the saga in a <see cref="Microsoft.EntityFrameworkCore.DbContext"/>. Behind an outbox of the same
    /// context, the outbox saves the saga in its transaction. Otherwise, the repository opens and commits its own.
    /// </summary>
    /// <exception cref="ConfigurationException">No context was configured.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator,
        Action<IEntityFrameworkSagaRepositoryConfigurator<TSaga>>? configure
    )
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var repository = new SagaRepositoryConfigurator<TSaga>();
        configure?.Invoke(repository);
        repository.Validate();
        configurator.Repository(repository.Register);
        return configurator;
    }

    /// <summary>Stores every saga that has no repository of its own, such as those added by <c>AddSagas</c>.</summary>
    public static void SetEntityFrameworkSagaRepositoryProvider(
        this IRegistrationConfigurator configurator,
        Action<IEntityFrameworkSagaRepositoryConfigurator> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.SetSagaRepositoryProvider(new DatabaseSagaRepositoryProvider(configure));
    }

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
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.LockStatementProvider = provider;
        return configurator;
    }
}
