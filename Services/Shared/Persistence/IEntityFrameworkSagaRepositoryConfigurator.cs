using System.Data;
using MassTransit.EntityFrameworkCoreIntegration;

namespace MassTransit;

/// <summary>Settings of an EF Core saga repository.</summary>
public interface IEntityFrameworkSagaRepositoryConfigurator
{
    /// <summary>
    /// Pessimistic (the default) locks the instance's row while it is consumed. Optimistic takes no lock: the instance
    /// needs a concurrency token, and a conflict throws a <see cref="DbUpdateConcurrencyException"/> for the endpoint's
    /// retry.
    /// </summary>
    ConcurrencyMode ConcurrencyMode { set; }

    /// <summary>Of the repository's own transaction, without an outbox; READ COMMITTED by default.</summary>
    IsolationLevel IsolationLevel { set; }

    /// <summary>Writes the lock statement of the pessimistic mode; by default that of the context's database.</summary>
    ILockStatementProvider LockStatementProvider { set; }

    /// <summary>Registers <typeparamref name="TImplementation"/> and stores the saga in it.</summary>
    void AddDbContext<TContext, TImplementation>(
        Action<IServiceProvider, DbContextOptionsBuilder<TImplementation>>? optionsAction = null
    )
        where TContext : DbContext
        where TImplementation : DbContext, TContext;

    /// <summary>Stores the saga in a registered context, resolved from the message's scope.</summary>
    void ExistingDbContext<TContext>()
        where TContext : DbContext;

    /// <summary>
    /// Sets optimistic concurrency. <paramref name="useTransaction"/> applies to messages without an outbox.
    /// </summary>
    void SetOptimisticConcurrency(bool useTransaction = true);
}
