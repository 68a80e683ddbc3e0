using EventDriven.Contracts;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using MassTransit.Scheduling;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>
/// The order saga on MassTransit's test harness: in memory, with a clock and a scheduler that the test moves.
/// </summary>
public sealed class SagaBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ITestHarness _harness;
    private readonly IndexedSagaDictionary<OrderState> _orders;
    private readonly HeldMessages _held = new();
    private readonly Traffic _traffic = new();
    private readonly StringWriter _log = new();

    private SagaBus(SagaOptions options)
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Options.Create(options))
            .AddMetrics()
            .AddOrderMeter()
            .AddMassTransitTestHarness(TextWriter.Synchronized(_log), bus =>
            {
                bus.SetTestTimeouts(testInactivityTimeout: TimeSpan.FromSeconds(1));
                bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderStateDefinition>();
                bus.AddConfigureEndpointsCallback((context, _, endpoint) => endpoint.UseOrderMeter(context));
                bus.UsingInMemory(
                    (context, transport) =>
                    {
                        transport.UseExecute(consumed =>
                            consumed.GetOrAddPayload<MessageSchedulerContext>(() =>
                                new ConsumeMessageSchedulerContext(consumed, scheduling => new MessageScheduler(
                                    _held,
                                    scheduling.GetPayload<IBusTopology>()
                                ))
                            )
                        );
                        transport.ConfigureEndpoints(context);
                    }
                );
            })
            .BuildServiceProvider(validateScopes: true);
        _harness = _services.GetRequiredService<ITestHarness>();
        _orders = _services.GetRequiredService<IndexedSagaDictionary<OrderState>>();
    }

    public OrderStateMachine Machine =>
        _harness.GetSagaStateMachineHarness<OrderStateMachine, OrderState>().StateMachine;

    /// <summary>What was logged, whatever the level.</summary>
    public string Log => _log.ToString();

    /// <summary>Collects what is measured from now on.</summary>
    public Measurements Measure() => new(_services);

    internal ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal HeldMessages Held => _held;

    public static async Task<SagaBus> Start(SagaOptions? options = null)
    {
        var saga = new SagaBus(options ?? new SagaOptions());
        await saga._harness.Start();
        saga._harness.Bus.ConnectSendObserver(saga._traffic);
        saga._harness.Bus.ConnectPublishObserver(saga._traffic);
        saga._harness.Bus.ConnectReceiveObserver(saga._traffic);
        return saga;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The order as it is kept; null when there is none.</summary>
    public OrderState? Find(Guid orderId) => _orders[orderId]?.Instance;

    /// <summary>Keeps an order that came to where it is by no message.</summary>
    public void Add(OrderState order) => _orders.Add(new SagaInstance<OrderState>(order));

    /// <summary>What went out for the order, in order: to a queue, or published (no queue).</summary>
    public IReadOnlyList<(string? Queue, object Message)> Outgoing(Guid orderId) => _traffic.Of(orderId);

    /// <summary>Sends the saga a message and waits until it is done with it.</summary>
    /// <returns>The exception, when it faulted.</returns>
    public async Task<Exception?> Receive(object message, Guid? schedulingToken = null, int? epoch = null)
    {
        var messageId = Guid.NewGuid();
        var consumed = _traffic.Consumed(messageId);
        var endpoint = await _harness.Bus.GetSendEndpoint(Queues.Address(Queues.Orders));
        await endpoint.Send(message, message.GetType(), context =>
        {
            context.MessageId = messageId;
            if (schedulingToken is not null)
                context.Headers.Set(MessageHeaders.SchedulingTokenId, schedulingToken.Value.ToString("D"));
            if (epoch is not null)
                context.Headers.Set(Epochs.Header, epoch.Value);
        });
        return await consumed.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
