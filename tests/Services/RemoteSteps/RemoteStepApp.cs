using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>One replica of a service on the in-memory transport, with databases that others may share.</summary>
internal sealed class RemoteStepApp : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _queue;
    private readonly PublishedAnswers _answers;

    private RemoteStepApp(IHost host, string queue, PublishedAnswers answers)
    {
        _host = host;
        _queue = queue;
        _answers = answers;
    }

    public IServiceProvider Services => _host.Services;

    public static async Task<RemoteStepApp> StartAsync(
        IServiceModule service,
        string queue,
        Databases databases,
        TimeProvider time,
        Action<IServiceCollection> configure
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(databases.Settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Provider:Latency"] = "00:00:00", ["Carrier:Latency"] = "00:00:00" }
        );
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton(time);
        service.AddServices(builder.Services, builder.Configuration);
        var answers = new PublishedAnswers();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddPublishObserver(_ => answers);
            bus.AddConfigureEndpointsCallback(
                (_, _, endpoint) =>
                {
                    endpoint.ConcurrentMessageLimit = 32;
                    endpoint.UseMessageRetry(retry => retry.Immediate(3));
                }
            );
            service.AddToBus(bus, builder.Configuration);
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        });
        // The test counts the timers of the steps alone.
        var scheduler = builder.Services.Single(added =>
            added.ServiceType == typeof(IHostedService)
            && added.ImplementationFactory?.Method.ReturnType.Name.StartsWith("Relay", StringComparison.Ordinal) == true
        );
        builder.Services.Remove(scheduler);
        // A call that waits is given up soon when the replica stops.
        builder.Services.Configure<MassTransitHostOptions>(options =>
            options.ConsumerStopTimeout = TimeSpan.FromMilliseconds(100)
        );
        configure(builder.Services);

        var app = new RemoteStepApp(builder.Build(), queue, answers);
        await app._host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Sends a command and goes on: the conversation by which its answer is found.</summary>
    public async Task<Guid> SendAsync(object command)
    {
        var conversation = Guid.NewGuid();
        var endpoint = await Services.GetRequiredService<IBus>().GetSendEndpoint(Contracts.Queues.Address(_queue));
        await endpoint.Send(command, send => send.ConversationId = conversation, TestContext.Current.CancellationToken);
        return conversation;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<Answer<TAnswer>> AskAsync<TAnswer>(object command)
        where TAnswer : class => await AnswerAsync<TAnswer>(await SendAsync(command));

    /// <summary>Waits for the first answer in a conversation, which must be of this kind.</summary>
    public async Task<Answer<TAnswer>> AnswerAsync<TAnswer>(Guid conversation)
        where TAnswer : class
    {
        var answer = await AnswerAsync(conversation);
        return new Answer<TAnswer>(
            answer.Message.ShouldBeAssignableTo<TAnswer>($"{answer.Message}")!,
            answer.MessageId
        );
    }

    /// <summary>Waits for the first answer in a conversation.</summary>
    public Task<Answer<object>> AnswerAsync(Guid conversation) =>
        _answers.FirstAsync(conversation, TestContext.Current.CancellationToken);

    /// <summary>How many messages were published in a conversation so far.</summary>
    public int CountPublished(Guid conversation) => _answers.Count(conversation);

    public async Task StopAsync() => await _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
