using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling.Tests;

/// <summary>
/// A process of the service under test, one of several on one database: the queue <c>alarms</c> (the saga),
/// <c>later</c> (a consumer that schedules), <c>door</c> (a consumer that needs redelivery) and <c>bell</c> (what comes
/// out).
/// </summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    public static readonly Uri Bell = new("queue:bell");

    private readonly IHost _host;

    private ServiceProcess(IHost host, LogLines log) => (_host, Log) = (host, log);

    public LogLines Log { get; }

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public static async Task<ServiceProcess> Start(
        Store store,
        ManualTime time,
        Heard heard,
        string name = "first",
        bool outbox = true,
        bool bell = true,
        bool bellInbox = false,
        TestVirtualHost? broker = null,
        Action<RelaySettings>? configure = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(heard).AddSingleton(new ProcessName(name));
        builder.Services.AddDbContext<AlarmDbContext>(store.Configure);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<SendLaterConsumer>();
            bus.AddConsumer<KnockConsumer>();
            bus.AddConsumer<NoteConsumer>();
            bus.AddConsumer<AlarmRangConsumer>();
            bus.AddConsumer<FaultConsumer>();
            bus.AddSagaStateMachine<AlarmStateMachine, Alarm>()
                .EntityFrameworkRepository(repository =>
                {
                    repository.ExistingDbContext<AlarmDbContext>();
                    if (store.IsSqlite)
                        repository.UseSqlite();
                    else
                        repository.UsePostgres();
                });
            bus.AddEntityFrameworkOutbox<AlarmDbContext>(o =>
            {
                if (store.IsSqlite)
                    o.UseSqlite();
                else
                    o.UsePostgres();
            });
            bus.AddDurableScheduler<AlarmDbContext>(options =>
            {
                // The tests' clock runs much faster than a send: no lease may end while a row is being sent, or the row
                // is sent twice.
                options.MessageDeliveryTimeout = TimeSpan.FromDays(40);
                configure?.Invoke(options);
            });

            if (broker is null)
            {
                bus.UsingInMemory(Endpoints);
                return;
            }
            bus.UsingRabbitMq(
                (context, transport) =>
                {
                    transport.Host(broker.Uri);
                    transport.ConfigureSend(pipe =>
                        pipe.UseExecute(send => ((RabbitMqSendContext)send).Mandatory = true)
                    );
                    Endpoints(context, transport);
                }
            );
        });

        var process = new ServiceProcess(builder.Build(), log);
        await process._host.StartAsync(TestContext.Current.CancellationToken);
        await store.Becomes("scheduled messages are delivered", _ =>
            Task.FromResult(log.Count("messages of the schedule of AlarmDbContext are delivered") == 1)
        );
        return process;

        void Endpoints(IBusRegistrationContext context, IReceiveConfigurator transport)
        {
            transport.ReceiveEndpoint("alarms", endpoint =>
            {
                endpoint.UseDurableScheduler<AlarmDbContext>(context);
                if (outbox)
                    endpoint.UseEntityFrameworkOutbox<AlarmDbContext>(context);
                endpoint.ConfigureSaga<Alarm>(context);
            });
            transport.ReceiveEndpoint("later", endpoint =>
            {
                endpoint.UseDurableScheduler<AlarmDbContext>(context);
                endpoint.ConfigureConsumer<SendLaterConsumer>(context);
            });
            transport.ReceiveEndpoint("door", endpoint =>
            {
                endpoint.UseScheduledRedelivery(redelivery =>
                    redelivery.Intervals(TimeSpan.FromHours(1), TimeSpan.FromHours(2))
                );
                if (outbox)
                    endpoint.UseEntityFrameworkOutbox<AlarmDbContext>(context);
                endpoint.UseDurableScheduler<AlarmDbContext>(context);
                endpoint.ConfigureConsumer<KnockConsumer>(context);
            });
            if (!bell)
                return;
            transport.ReceiveEndpoint("bell", endpoint =>
            {
                if (bellInbox)
                    endpoint.UseEntityFrameworkOutbox<AlarmDbContext>(context);
                endpoint.ConfigureConsumer<NoteConsumer>(context);
                endpoint.ConfigureConsumer<AlarmRangConsumer>(context);
                endpoint.ConfigureConsumer<FaultConsumer>(context);
            });
        }
    }

    public async Task Send<T>(string queue, T message)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the process and everything that it held in memory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
