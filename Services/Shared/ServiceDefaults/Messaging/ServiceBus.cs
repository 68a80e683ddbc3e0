using System.Data;
using System.Security.Cryptography;
using System.Text.Json;
using EventDriven.Contracts;
using MassTransit;
using MassTransit.NewIdProviders;
using MassTransit.RabbitMqTransport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>The bus of a process and the conventions of every queue on it.</summary>
public static class ServiceBus
{
    /// <summary>
    /// How many messages of one queue a process works on at once. More only moves the waiting from the broker to the
    /// database.
    /// </summary>
    private const int Concurrency = 32;

    /// <summary>
    /// The setting with which a process only declares queues and bindings; see <see cref="Topology" />.
    /// </summary>
    internal const string DeployTopologyOnly = nameof(DeployTopologyOnly);

    /// <summary>
    /// Gives queues an inbox and an outbox in a database: each message is consumed in one transaction with what it
    /// changes and sends, once, however often it is delivered.
    /// </summary>
    /// <typeparam name="TDbContext">The database; its model has the transactional outbox's entities.</typeparam>
    /// <param name="bus">The bus.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="queues">The queues whose consumers write to the database.</param>
    public static void AddTransactionalOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        params string[] queues
    )
        where TDbContext : DbContext => bus.AddOutbox<TDbContext>(configuration, queues, busOutbox: false);

    /// <summary>
    /// As <see cref="AddTransactionalOutbox{TDbContext}" />, but everything about a message is saved when its consumer
    /// has ended, together with other messages: no transaction is open while it is consumed, and nothing is locked.
    /// (On SQLite, and with MassTransit.EntityFrameworkCore, each message is consumed in a transaction.)
    /// For consumers that change tracked entities only, and for sagas in optimistic mode.
    /// </summary>
    /// <typeparam name="TDbContext">The database; its model has the transactional outbox's entities.</typeparam>
    /// <param name="bus">The bus.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="queues">The queues whose consumers write to the database.</param>
    public static void AddGroupedOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        params string[] queues
    )
        where TDbContext : DbContext =>
        bus.AddOutbox<TDbContext>(configuration, queues, busOutbox: false, usesTransaction: false);

    /// <summary>
    /// As <see cref="AddTransactionalOutbox{TDbContext}" />, and what is sent outside a consumer, in a request to an
    /// API, is also kept in the database first and sent once it is committed. Only one database of a process can have
    /// it.
    /// </summary>
    /// <typeparam name="TDbContext">The database; its model has the transactional outbox's entities.</typeparam>
    /// <param name="bus">The bus.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="queues">The queues whose consumers write to the database.</param>
    public static void AddBusOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        params string[] queues
    )
        where TDbContext : DbContext => bus.AddOutbox<TDbContext>(configuration, queues, busOutbox: true);

    /// <summary>
    /// Has the broker give back what is sent to an exchange without a queue: the send fails, and an outbox tries it
    /// again, where the broker would otherwise drop it and confirm. Events may have nobody who listens, and go on to do
    /// so; questions and answers end with the patience of who asked.
    /// </summary>
    /// <param name="transport">The bus's transport.</param>
    public static void ReturnUnroutableCommands(this IRabbitMqBusFactoryConfigurator transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        transport.ConfigureSend(pipe =>
            pipe.UseExecute(context =>
            {
                // Kept among a stored message's properties, which are read after this when it is sent: a stored event
                // stays without.
                if (
                    context is RabbitMqSendContext send
                    && send.Exchange != RabbitMqExchangeNames.ReplyTo
                    && !Queues.HasRequests(send.Exchange)
                )
                    send.Mandatory = true;
            })
        );
    }

    internal static void AddServiceBus(
        this IServiceCollection services,
        IConfiguration configuration,
        IReadOnlyList<IServiceModule> modules
    )
    {
        // MassTransit makes ids from the network address, which replicas in containers can share: a random one keeps
        // them apart.
        NewId.SetWorkerIdProvider(new RandomWorkerId());

        // A stopping process does not wait for slow remote calls: what is not finished by then is cancelled, and
        // delivered again elsewhere. Nor does one that has lost its broker: what never ends, such as an answer on a
        // channel that was disposed of, is left behind, for no connection is made before the old one's deliveries have
        // ended.
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(5);
            host.StopTimeout = TimeSpan.FromSeconds(20);
        });

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConfigureEndpointsCallback(ConfigureEndpoint);

            foreach (var module in modules)
                module.AddToBus(bus, configuration);

            if (configuration.Transport() == TransportKind.InMemory)
            {
                bus.UsingInMemory(
                    (context, transport) =>
                    {
                        transport.WriteCompactJson();
                        transport.ConfigureEndpoints(context, modules);
                    }
                );
                return;
            }

            // Responses come by RabbitMQ's direct reply-to: no temporary queue is declared (RabbitMQ 4.3 refuses
            // transient ones).
            bus.SetRabbitMqReplyToRequestClientFactory();
            bus.UsingRabbitMq(
                (context, transport) =>
                {
                    transport.Host(configuration.RabbitMqAddress(), host =>
                    {
                        host.ConnectionName(string.Join('+', modules.Select(m => m.Name)));
                        // If a process is frozen, the broker closes its connection after at most two intervals, and
                        // redelivers its unacknowledged messages.
                        if (!configuration.RabbitMqAddress().Query.Contains("heartbeat", StringComparison.Ordinal))
                            host.Heartbeat(TimeSpan.FromSeconds(10));
                        host.OnRefreshConnectionFactory = factory =>
                        {
                            factory.SocketFactory = BrokerSocket.Create;
                            return Task.CompletedTask;
                        };
                    });
                    transport.WriteCompactJson();
                    transport.ReturnUnroutableCommands();
                    transport.DeployTopologyOnly = configuration.GetValue<bool>(DeployTopologyOnly);
                    transport.SendTopology.ConfigureErrorSettings = RestingQueues.Hold;
                    transport.SendTopology.ConfigureDeadLetterSettings = RestingQueues.Hold;
                    transport.ConfigureEndpoints(context, modules);
                }
            );
        });
    }

    private static void ConfigureEndpoints<TEndpoint>(
        this IBusFactoryConfigurator<TEndpoint> transport,
        IBusRegistrationContext context,
        IReadOnlyList<IServiceModule> modules
    )
        where TEndpoint : IReceiveEndpointConfigurator
    {
        foreach (var module in modules)
            module.AddEndpoints(transport, context);
        transport.ConfigureEndpoints(context);
    }

    // MassTransit indents its messages: a fifth of each would be spaces, stored, sent and received.
    private static void WriteCompactJson(this IBusFactoryConfigurator transport) =>
        transport.ConfigureJsonSerializerOptions(options => new JsonSerializerOptions(options)
        {
            WriteIndented = false,
        });

    private static void ConfigureEndpoint(
        IRegistrationContext context,
        string name,
        IReceiveEndpointConfigurator endpoint
    )
    {
        endpoint.PrefetchCount = Concurrency;
        endpoint.ConcurrentMessageLimit = Concurrency;

        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.ConfigureChannel(channel => channel.UseFilter(new OneDeclarationAtATime()));
            rabbit.SetQuorumQueue();
            // A quorum queue gives a message up after too many deliveries (20 by default from RabbitMQ 4 on): then it
            // must rest somewhere.
            if (RestingQueues.HasDeadLetters(name))
                rabbit.BindDeadLetterQueue(
                    RestingQueues.DeadLettersOf(name),
                    RestingQueues.DeadLettersOf(name),
                    queue =>
                    {
                        queue.SetQuorumQueue();
                        queue.HoldDeadLettersOf(name);
                    }
                );
        }

        if (Queues.HasScheduledRedelivery(name))
            endpoint.UseScheduledRedelivery(redelivery =>
                redelivery.Intervals(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15))
            );

        // Outside the outbox, so that each attempt has its own transaction and scope. Transient errors are retried
        // without limit, with delays that grow to about 5 s (MassTransit varies each by ±25 %): the message stays with
        // the broker. If the broker delivers it again meanwhile, the guards drop the copy. The delays are not longer,
        // because waiting messages hold the queue's slots: with 30 s, orders missed their last deadline after an
        // outage. Anything else is retried for some seconds.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(OutOfReach.Caused);
            retry.Exponential(
                retryLimit: int.MaxValue,
                minInterval: TimeSpan.FromMilliseconds(200),
                maxInterval: TimeSpan.FromSeconds(5),
                intervalDelta: TimeSpan.FromMilliseconds(200)
            );
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(OutOfReach.Caused);
            retry.Intervals(20, 50, 100, 200, 500, 1000, 3000);
        });
        // Another message has changed or added the same row in the meantime: read again and decide again, at once. Each
        // conflict means that another message succeeded.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<DbUpdateException>(ServiceDatabase.IsConflict);
            retry.Immediate(10);
        });
    }

    private static void AddOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        string[] queues,
        bool busOutbox,
        bool usesTransaction = true
    )
        where TDbContext : DbContext
    {
        bus.AddEntityFrameworkOutbox<TDbContext>(outbox =>
        {
            // Row locks and unique keys settle every race; a stricter level would only fail transactions that wait for
            // a hot row.
            outbox.IsolationLevel = IsolationLevel.ReadCommitted;
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
            outbox.UseTransaction = usesTransaction;
#endif

            if (configuration.Database() == DatabaseKind.Sqlite)
                outbox.UseSqlite();
            else
                outbox.UsePostgres();

            if (busOutbox)
                outbox.UseBusOutbox();
        });

        bus.AddConfigureEndpointsCallback(
            (context, name, endpoint) =>
            {
                if (queues.Contains(name))
                    endpoint.UseEntityFrameworkOutbox<TDbContext>(context);
            }
        );
    }

    private sealed class RandomWorkerId : IWorkerIdProvider
    {
        public byte[] GetWorkerId(int index) => RandomNumberGenerator.GetBytes(6);
    }
}
