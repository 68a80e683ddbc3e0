using EventDriven.Scheduling;
using MassTransit.Configuration;
using MassTransit.EntityFrameworkCoreIntegration;
using MassTransit.EntityFrameworkCoreIntegration.Outbox;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MassTransit;

/// <summary>Configures the inbox and the outbox: on the bus, its endpoints and a context's model.</summary>
public static class EntityFrameworkOutboxConfigurationExtensions
{
    /// <summary>
    /// Adds the inbox and the outbox of <typeparamref name="TDbContext"/>, with their relay and clean-up.
    /// </summary>
    public static void AddEntityFrameworkOutbox<TDbContext>(
        this IBusRegistrationConfigurator configurator,
        Action<IEntityFrameworkOutboxConfigurator>? configure = null
    )
        where TDbContext : DbContext
    {
        var outbox = OutboxConfigurator<TDbContext>.For(configurator);
        configure?.Invoke(outbox);
    }

    /// <summary>
    /// Consumes each message of the endpoint in one transaction of <typeparamref name="TDbContext"/>. Outgoing messages
    /// are stored in it, and sent after the commit and before the acknowledgement. Call <c>UseMessageRetry</c> before
    /// this method, so that each attempt has its own scope, context and transaction.
    /// </summary>
    public static void UseEntityFrameworkOutbox<TDbContext>(
        this IReceiveEndpointConfigurator configurator,
        IRegistrationContext context,
        Action<IOutboxOptionsConfigurator>? configure = null
    )
        where TDbContext : DbContext
    {
        var observer = new OutboxConsumePipeSpecificationObserver<TDbContext>(configurator, context);
        configure?.Invoke(observer);
        configurator.ConnectConsumerConfigurationObserver(observer);
        configurator.ConnectSagaConfigurationObserver(observer);
    }

    /// <summary>The context uses PostgreSQL.</summary>
    /// <param name="enableSchemaCaching">Has no effect.</param>
    public static IEntityFrameworkOutboxConfigurator UsePostgres(
        this IEntityFrameworkOutboxConfigurator configurator,
        bool enableSchemaCaching = true
    )
    {
        configurator.LockStatementProvider = new PostgresLockStatementProvider(enableSchemaCaching);
        return configurator;
    }

    /// <summary>The context uses SQLite.</summary>
    /// <param name="enableSchemaCaching">Has no effect.</param>
    public static IEntityFrameworkOutboxConfigurator UseSqlite(
        this IEntityFrameworkOutboxConfigurator configurator,
        bool enableSchemaCaching = true
    )
    {
        configurator.LockStatementProvider = new SqliteLockStatementProvider(enableSchemaCaching);
        return configurator;
    }

    /// <summary>Adds the entities of the inbox and the outbox to the model.</summary>
    public static void AddTransactionalOutboxEntities(
        this ModelBuilder modelBuilder,
        Action<EntityTypeBuilder>? callback = null
    )
    {
        modelBuilder.AddInboxStateEntity(callback);
        modelBuilder.AddOutboxStateEntity(callback);
        modelBuilder.AddOutboxMessageEntity(callback);
    }

    /// <summary>Adds <see cref="InboxState"/> to the model.</summary>
    public static void AddInboxStateEntity(
        this ModelBuilder modelBuilder,
        Action<EntityTypeBuilder<InboxState>>? callback = null
    ) => modelBuilder.AddEntity(ConfigureInboxStateEntity, callback);

    /// <summary>Maps <see cref="InboxState"/>.</summary>
    public static void ConfigureInboxStateEntity(this EntityTypeBuilder<InboxState> inbox)
    {
        // The claim inserts this key and does nothing if it exists: the key is the lock and detects the duplicate.
        inbox.HasKey(state => new { state.MessageId, state.ConsumerId });
        inbox.Property(state => state.Id).ValueGeneratedOnAdd();
        // The claim relies on these defaults; EF Core always writes the values.
        inbox.Property(state => state.LockId).HasDefaultValue(Guid.Empty).ValueGeneratedNever();
        inbox.Property(state => state.ReceiveCount).HasDefaultValue(1).ValueGeneratedNever();
        inbox.HasIndex(state => state.Received);
    }

    /// <summary>Adds <see cref="OutboxState"/> to the model; only MassTransit.EntityFrameworkCore uses it.</summary>
    public static void AddOutboxStateEntity(
        this ModelBuilder modelBuilder,
        Action<EntityTypeBuilder<OutboxState>>? callback = null
    ) => modelBuilder.AddEntity(ConfigureOutboxStateEntity, callback);

    /// <summary>Maps <see cref="OutboxState"/>.</summary>
    public static void ConfigureOutboxStateEntity(this EntityTypeBuilder<OutboxState> outbox)
    {
        outbox.HasKey(state => state.OutboxId);
        outbox.Property(state => state.OutboxId).ValueGeneratedNever();
        outbox.HasIndex(state => state.Created);
    }

    /// <summary>Adds <see cref="OutboxMessage"/> to the model.</summary>
    public static void AddOutboxMessageEntity(
        this ModelBuilder modelBuilder,
        Action<EntityTypeBuilder<OutboxMessage>>? callback = null
    ) => modelBuilder.AddEntity(ConfigureOutboxMessageEntity, callback);

    /// <summary>Maps <see cref="OutboxMessage"/>.</summary>
    public static void ConfigureOutboxMessageEntity(this EntityTypeBuilder<OutboxMessage> outbox)
    {
        outbox.HasKey(message => message.SequenceNumber);
        outbox.Property(message => message.SequenceNumber).ValueGeneratedOnAdd();
        StoredMessage.Map(outbox);
        outbox.Property(message => message.ContentType).HasMaxLength(256);
        outbox.HasIndex(message => new { message.InboxMessageId, message.InboxConsumerId });
        outbox.HasIndex(message => message.DeliveredTime);
    }

    private static void AddEntity<TEntity>(
        this ModelBuilder modelBuilder,
        Action<EntityTypeBuilder<TEntity>> configure,
        Action<EntityTypeBuilder<TEntity>>? callback
    )
        where TEntity : class
    {
        var entity = modelBuilder.Entity<TEntity>();
        configure(entity);
        callback?.Invoke(entity);
    }
}
