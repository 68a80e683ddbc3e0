using System.Data;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace MassTransit;

/// <summary>How sagas are kept in a database through EF Core.</summary>
public interface IEntityFrameworkSagaRepositoryConfigurator
{
    /// <summary>
    /// Pessimistic (the default) holds the instance's row while it is consumed. Optimistic holds nothing: the instance
    /// needs a concurrency token, and a message that lost fails with a <see cref="DbUpdateConcurrencyException"/>, for
    /// the endpoint's retry.
    /// </summary>
    ConcurrencyMode ConcurrencyMode { set; }

    /// <summary>
    /// The isolation of the transaction that the repository opens where no outbox has opened one; READ COMMITTED by
    /// default.
    /// </summary>
    IsolationLevel IsolationLevel { set; }

    /// <summary>Writes the pessimistic mode's lock statement; by default chosen by the context's database.</summary>
    ILockStatementProvider LockStatementProvider { set; }

    /// <summary>Registers <typeparamref name="TImplementation"/> with the container and keeps the saga in it.</summary>
    void AddDbContext<TContext, TImplementation>(
        Action<IServiceProvider, DbContextOptionsBuilder<TImplementation>>? optionsAction = null
    )
        where TContext : DbContext
        where TImplementation : DbContext, TContext;

    /// <summary>
    /// Keeps the saga in a context that the application has registered, resolved from the message's scope.
    /// </summary>
    void ExistingDbContext<TContext>()
        where TContext : DbContext;

    /// <summary>
    /// Makes the concurrency optimistic. Without a transaction, a message that is not behind an outbox is loaded and
    /// saved on its own.
    /// </summary>
    void SetOptimisticConcurrency(bool useTransaction = true);
}
