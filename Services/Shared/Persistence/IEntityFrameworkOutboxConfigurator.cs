using System.Data;
using MassTransit.EntityFrameworkCoreIntegration;

namespace MassTransit;

/// <summary>Settings of a context's inbox and outbox.</summary>
public interface IEntityFrameworkOutboxConfigurator : ITransactionalOutboxConfigurator
{
    /// <summary>How long the inbox recognises a duplicate; 30 minutes by default.</summary>
    TimeSpan DuplicateDetectionWindow { set; }

    /// <summary>
    /// The isolation level of the transaction in which a message is consumed; READ COMMITTED by default.
    /// </summary>
    IsolationLevel IsolationLevel { set; }

    /// <summary>
    /// Whether a transaction begins before a message is consumed; true by default. If false, one
    /// <c>SaveChangesAsync</c> after the consumer saves the inbox row, the changes and the messages. A duplicate is
    /// recognised only then, and its effects are dropped. No lock and no connection is held while the consumer runs,
    /// and grouped saves can share the commit. Suitable for consumers that change the database only through tracked
    /// entities, and for sagas in optimistic mode. Sagas that are loaded at the same time share a query, which runs on
    /// the connection of one of the messages. A consumer's own <c>SaveChangesAsync</c> begins a transaction. SQLite
    /// always uses a transaction.
    /// </summary>
    bool UseTransaction { set; }

    /// <summary>
    /// Selects the database; by default the context's own. A provider of another database fails at the first message.
    /// </summary>
    ILockStatementProvider LockStatementProvider { set; }

    /// <summary>
    /// How long the sweep waits after it found nothing to send; one second by default. A failed send wakes it.
    /// </summary>
    TimeSpan QueryDelay { set; }

    /// <summary>
    /// The maximum number of rows that one statement of the sweep or clean-up handles; 100 by default.
    /// </summary>
    int QueryMessageLimit { set; }

    /// <summary>The timeout of a statement of the sweep or clean-up; 30 seconds by default.</summary>
    TimeSpan QueryTimeout { set; }

    /// <summary>Turns off the deletion of expired inbox rows in this process.</summary>
    void DisableInboxCleanupService();

    /// <summary>
    /// Stores messages that are sent outside a consumer, through a scope's <see cref="IPublishEndpoint"/> or
    /// <see cref="ISendEndpointProvider"/>, in the scope's context. They are saved with its changes and sent
    /// afterwards.
    /// </summary>
    /// <exception cref="ConfigurationException">Another context of this bus has the bus outbox.</exception>
    void UseBusOutbox(Action<IEntityFrameworkBusOutboxConfigurator>? configure = null);
}
