using System.Data;
using MassTransit.EntityFrameworkCoreIntegration;

namespace MassTransit;

/// <summary>How a context's inbox and outbox behave.</summary>
public interface IEntityFrameworkOutboxConfigurator : ITransactionalOutboxConfigurator
{
    /// <summary>
    /// How long a consumed message is remembered, so that a duplicate has no effect; 30 minutes by default.
    /// </summary>
    TimeSpan DuplicateDetectionWindow { set; }

    /// <summary>The isolation of the transaction in which a message is consumed; READ COMMITTED by default.</summary>
    IsolationLevel IsolationLevel { set; }

    /// <summary>
    /// Whether a transaction begins before a message is consumed; true by default. If false, everything is saved by one
    /// <c>SaveChangesAsync</c> when the consumer has ended: the inbox row, the changes and the messages. A duplicate is
    /// recognised then, and its effects are dropped. This holds no locks and no connection while the consumer runs, and
    /// grouped saves can share the commit. For consumers that change the database through tracked entities only, and
    /// for sagas in optimistic mode. Sagas that are loaded at the same time then share a query, which runs on the
    /// connection of one of the messages. A consumer that calls <c>SaveChangesAsync</c> itself gets a transaction from
    /// there on. On SQLite there is always a transaction.
    /// </summary>
    bool UseTransaction { set; }

    /// <summary>
    /// Says which database the context is on; by default asked of the context. One that does not fit it fails at the
    /// first message.
    /// </summary>
    ILockStatementProvider LockStatementProvider { set; }

    /// <summary>
    /// How long the sweep rests when it found nothing to send; one second by default. It is woken when a send is known
    /// to have failed.
    /// </summary>
    TimeSpan QueryDelay { set; }

    /// <summary>How many rows the sweep takes, and the clean-up deletes, with one statement; 100 by default.</summary>
    int QueryMessageLimit { set; }

    /// <summary>How long a statement of the sweep or the clean-up may take; 30 seconds by default.</summary>
    TimeSpan QueryTimeout { set; }

    /// <summary>Leaves the deletion of expired inbox rows to another process.</summary>
    void DisableInboxCleanupService();

    /// <summary>
    /// Messages that are sent or published outside a consumer, through a scope's <see cref="IPublishEndpoint"/> or
    /// <see cref="ISendEndpointProvider"/>, become rows of the scope's context: saved with its changes, and sent after
    /// that.
    /// </summary>
    /// <exception cref="ConfigurationException">Another context of this bus has it already.</exception>
    void UseBusOutbox(Action<IEntityFrameworkBusOutboxConfigurator>? configure = null);
}
