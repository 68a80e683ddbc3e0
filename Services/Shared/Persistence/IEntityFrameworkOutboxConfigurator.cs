using System.Data;
using MassTransit.EntityFrameworkCoreIntegration;

namespace MassTransit;

/// <summary>Settings of a context's inbox and outbox.</summary>
public interface IEntityFrameworkOutboxConfigurator : ITransactionalOutboxConfigurator
{
    /// <summary>How long the inbox recognises a duplicate; 30 minutes by default.</summary>
    TimeSpan DuplicateDetectionWindow { set; }

    /// <summary>Of the transaction in which a message is consumed; READ COMMITTED by default.</summary>
    IsolationLevel IsolationLevel { set; }

    /// <summary>
    /// Whether a transaction begins before a message is consumed; true by default, and always on SQLite. If false, one
    /// <c>SaveChangesAsync</c> after the consumer saves the inbox row, the changes and the messages. A duplicate is
    /// recognised only then, and its effects are dropped. No lock and no connection is held while the consumer runs,
    /// and concurrent messages can share loads and commits. For consumers that change the database only through tracked
    /// entities, and for sagas in optimistic mode. A consumer's own <c>SaveChangesAsync</c> begins a transaction.
    /// </summary>
    bool UseTransaction { set; }

    /// <summary>By default that of the context's database. Another one's fails at the first message.</summary>
    ILockStatementProvider LockStatementProvider { set; }

    /// <summary>The relay's wait after it found nothing to send; one second by default.</summary>
    TimeSpan QueryDelay { set; }

    /// <summary>The most rows that one statement of the relay or clean-up handles; 100 by default.</summary>
    int QueryMessageLimit { set; }

    /// <summary>The timeout of a statement of the relay or clean-up; 30 seconds by default.</summary>
    TimeSpan QueryTimeout { set; }

    /// <summary>Turns off the deletion of expired inbox rows in this process.</summary>
    void DisableInboxCleanupService();

    /// <summary>
    /// Stores messages that are sent outside a consumer, through a scope's <see cref="IPublishEndpoint"/> or
    /// <see cref="ISendEndpointProvider"/>, in the scope's context: saved with its changes, and sent afterwards.
    /// </summary>
    /// <exception cref="ConfigurationException">Another context of this bus has the bus outbox.</exception>
    void UseBusOutbox(Action<IEntityFrameworkBusOutboxConfigurator>? configure = null);
}
