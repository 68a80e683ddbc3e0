using System.Data;
using System.Security.Authentication;
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

/// <summary>The bus of a process, and what all its queues have in common.</summary>
public static class ServiceBus
{
    // Messages of one queue in progress. With more, they would wait for the database instead of the broker.
    private const int Concurrency = 32;

    /// <summary>The setting with which a process only deploys the <see cref="Topology" />.</summary>
    internal const string DeployTopologyOnly = nameof(DeployTopologyOnly);

    /// <summary>
    /// Adds an inbox and an outbox to a queue: each message is consumed once, however often it is delivered, in one
    /// transaction with what it changes and sends.
    /// </summary>
    public static void AddTransactionalOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        string queue
    )
        where TDbContext : DbContext => bus.AddOutbox<TDbContext>(configuration, queue);

    /// <summary>
    /// As <see cref="AddTransactionalOutbox{TDbContext}" />, but without an open transaction or locks while a message
    /// is consumed: afterwards, several messages are saved together. (On SQLite, and with
    /// MassTransit.EntityFrameworkCore, each message is consumed in a transaction.)
    /// For consumers that change tracked entities only, and for sagas in optimistic mode.
    /// </summary>
    public static void AddGroupedOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        string queue
    )
        where TDbContext : DbContext => bus.AddOutbox<TDbContext>(configuration, queue, usesTransaction: false);

    /// <summary>
    /// Adds an outbox for messages that are sent outside a consumer: they are saved first, and sent after the commit.
    /// Only one database of a process can have it.
    /// </summary>
    public static void AddBusOutbox<TDbContext>(this IBusRegistrationConfigurator bus, IConfiguration configuration)
        where TDbContext : DbContext => bus.AddOutbox<TDbContext>(configuration, queue: null);

    // The broker would drop and confirm a command that has no queue. Returned, its send fails, and the outbox retries
    // it. Events need no consumer, and requests and responses time out.
    private static void ReturnUnroutableCommands(this IRabbitMqBusFactoryConfigurator transport) =>
        transport.ConfigureSend(pipe =>
            pipe.UseExecute(context =>
            {
                // A stored event stays as it is, because its stored properties are read after this.
                if (
                    context is RabbitMqSendContext send
                    && send.Exchange != RabbitMqExchangeNames.ReplyTo
                    && !Queues.HasRequests(SendExchanges.QueueOf(send.Exchange))
                )
                    send.Mandatory = true;
            })
        );

    internal static void AddServiceBus(
        this IServiceCollection services,
        IConfiguration configuration,
        IReadOnlyList<IServiceModule> modules
    )
    {
        // MassTransit makes ids from the network address, which replicas in containers can share.
        NewId.SetWorkerIdProvider(new RandomWorkerId());

        // Slow remote calls are cancelled then, and their messages delivered again elsewhere. After a lost connection,
        // deliveries that never end, such as a response on a disposed channel, are abandoned, because the next
        // connection waits for them.
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(5);
            host.StopTimeout = TimeSpan.FromSeconds(20);
        });

        services.AddSingleton<PostponedMessages>();
        services.AddSingleton<WaitingQueues>();
        services.AddHealthChecks().AddCheck<WaitingQueues>(WaitingQueues.Name);

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConfigureEndpointsCallback(ConfigureEndpoint);

            foreach (var module in modules)
                module.AddToBus(bus, configuration);

            if (configuration.Transport() == TransportKind.InMemory)
            {
                bus.AddReceiveObserver<StoppingDeliveries>();
                bus.UsingInMemory(
                    (context, transport) =>
                    {
                        transport.WriteCompactJson();
                        transport.ConfigureEndpoints(context, modules);
                    }
                );
                return;
            }

            bus.AddSingleton<HeaderLimit>();
            bus.AddSendObserver<HeaderLimit>(provider => provider.GetRequiredService<HeaderLimit>());
            bus.AddPublishObserver<HeaderLimit>(provider => provider.GetRequiredService<HeaderLimit>());
            // RabbitMQ's direct reply-to needs no temporary queue (RabbitMQ 4.3 refuses transient ones).
            bus.SetRabbitMqReplyToRequestClientFactory();
            bus.UsingSendExchanges(
                (context, transport) =>
                {
                    var address = configuration.RabbitMqAddress();
                    var tls = new TlsFiles(configuration);
                    var nodes = configuration.RabbitMqNodes().Shuffle().ToList();
                    transport.Host(address, host =>
                    {
                        if (nodes.Count > 0)
                            host.UseCluster(cluster => nodes.ForEach(cluster.Node));
                        // A node that is cut off does not answer at all.
                        host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
                        host.ConnectionName(string.Join('+', modules.Select(m => m.Name)));
                        // At most two intervals after a process freezes, the broker redelivers its messages.
                        if (!address.Query.Contains("heartbeat", StringComparison.Ordinal))
                            host.Heartbeat(TimeSpan.FromSeconds(10));
                        if (address.Scheme == "amqps")
                            host.UseSsl(ssl =>
                            {
                                // The newest version that both sides have. MassTransit's default is TLS 1.2.
                                ssl.Protocol = SslProtocols.None;
                                ssl.CertificateSelectionCallback = tls.SelectCertificate!;
                                ssl.CertificateValidationCallback = tls.IsTrusted;
                            });
                        host.OnRefreshConnectionFactory = async factory =>
                        {
                            factory.SocketFactory = BrokerSocket.Create;
                            // The present ones, because the password may have been changed.
                            if (configuration.RabbitMqAddress() is { UserInfo.Length: > 0 } present)
                                (factory.UserName, factory.Password) = present.Credentials();
                            if (configuration.HasSecrets())
                                await RefusedLogin.Check(factory, nodes);
                        };
                    });
                    transport.WriteCompactJson();
                    transport.ReturnUnroutableCommands();
                    // Or the exchange of unreadable messages would be bound to one that services have no right to.
                    transport.Publish<Fault>(topology => topology.Exclude = true);
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

    // MassTransit indents its messages: a fifth of each would be spaces.
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
            rabbit.ConfigureChannel(channel =>
            {
                channel.UseFilter(new OneDeclarationAtATime());
                channel.UseFilter(context.GetRequiredService<HeaderLimit>());
            });
            rabbit.SetQuorumQueue();
            rabbit.BindSendExchange(name);
            rabbit.ConfigureDeadLetters(name);
        }

        ConfigureRetries(context, name, endpoint);
    }

    // From the outside in. Outside the outbox, so that each attempt has its own transaction and scope.
    private static void ConfigureRetries(
        IRegistrationContext context,
        string name,
        IReceiveEndpointConfigurator endpoint
    )
    {
        // Waited for without a limit, with delays that grow to about 5 s (MassTransit varies each by ±25 %); if the
        // broker redelivers the message meanwhile, the guards drop the copy. Longer delays hold the queue's slots: with
        // 30 s, orders missed their last deadline after an outage.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(TransientErrors.IsConnection);
            retry.Exponential(
                retryLimit: int.MaxValue,
                minInterval: TimeSpan.FromMilliseconds(200),
                maxInterval: TimeSpan.FromSeconds(5),
                intervalDelta: TimeSpan.FromMilliseconds(200)
            );
            retry.ConnectRetryObserver(context.GetRequiredService<WaitingQueues>().Observe(name));
        });
        if (Queues.HasScheduledRedelivery(name))
        {
            endpoint.UseScheduledRedelivery(redelivery =>
            {
                redelivery.Ignore<Exception>(TransientErrors.Is);
                redelivery.Intervals(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
            });
        }

        // At once: retries inside would keep the slot, and MassTransit would not retry again outside them when the
        // message cannot be stored.
        if (!Queues.HasRequests(name))
        {
            endpoint.UseScheduledRedelivery(redelivery =>
            {
                redelivery.Handle<Exception>(exception =>
                    TransientErrors.ClassOf(exception) is ErrorClass.Message or ErrorClass.Conflict
                );
                redelivery.Intervals(Redelivery.Delays);
                redelivery.ConnectRetryObserver(context.GetRequiredService<PostponedMessages>().Observe(name));
            });
        }

        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(TransientErrors.Is);
            retry.Intervals(20, 50, 100, 200, 500, 1000, 3000);
        });
        // Each conflict means that another message succeeded.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(TransientErrors.IsConflict);
            retry.Immediate(10);
        });
    }

    private static void AddOutbox<TDbContext>(
        this IBusRegistrationConfigurator bus,
        IConfiguration configuration,
        string? queue,
        bool usesTransaction = true
    )
        where TDbContext : DbContext
    {
        bus.AddEntityFrameworkOutbox<TDbContext>(outbox =>
        {
            // Row locks and unique keys settle every race. A stricter level would fail waiting transactions.
            outbox.IsolationLevel = IsolationLevel.ReadCommitted;
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
            outbox.UseTransaction = usesTransaction;
#endif

            if (configuration.Database() == DatabaseKind.Sqlite)
                outbox.UseSqlite();
            else
                outbox.UsePostgres();

            if (queue is null)
                outbox.UseBusOutbox();
        });

        bus.AddConfigureEndpointsCallback(
            (context, name, endpoint) =>
            {
                if (name == queue)
                    endpoint.UseEntityFrameworkOutbox<TDbContext>(context);
            }
        );
    }

    private sealed class RandomWorkerId : IWorkerIdProvider
    {
        public byte[] GetWorkerId(int index) => RandomNumberGenerator.GetBytes(6);
    }
}
