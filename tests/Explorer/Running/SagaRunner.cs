using EventDriven.Explorer.Worlds;
using EventDriven.Sagas;
using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using Microsoft.Extensions.Options;

namespace EventDriven.Explorer.Running;

/// <summary>Runs the real OrderStateMachine: the same policies and the same filters as on a bus.</summary>
internal sealed class SagaRunner
{
    private readonly Dictionary<Type, IHandler> _handlers = [];

    public SagaRunner(int maxAttempts)
    {
        var machine = new OrderStateMachine(
            WorldClock.Instance,
            Options.Create(new SagaOptions { MaxAttempts = maxAttempts })
        );
        foreach (var correlation in machine.Correlations)
        {
            var handler = typeof(Handler<>).MakeGenericType(correlation.DataType);
            _handlers.Add(correlation.DataType, (IHandler)Activator.CreateInstance(handler, machine, correlation)!);
        }
    }

    /// <summary>The type of this name; null if the machine has no such message.</summary>
    public Type? MessageType(string name) => _handlers.Keys.SingleOrDefault(type => type.Name == name);

    /// <summary>Consumes one message with a copy of the order.</summary>
    /// <param name="order">Null if the order has not begun.</param>
    /// <returns>The order afterwards; null if the message was discarded.</returns>
    public OrderState? Consume(OrderState? order, Message message, Captured captured) =>
        _handlers[message.Body.GetType()].Consume(order, message, captured);

    private interface IHandler
    {
        OrderState? Consume(OrderState? order, Message message, Captured captured);
    }

    private sealed class Handler<T>(SagaStateMachine<OrderState> machine, EventCorrelation<OrderState, T> correlation)
        : IHandler
        where T : class
    {
        private readonly StateMachineSagaMessageFilter<OrderState, T> _filter = new(machine, correlation.Event);

        public OrderState? Consume(OrderState? order, Message message, Captured captured)
        {
            var context = new InMemoryConsumeContext<T>(message, captured);
            var raise = new Raise(_filter);
            var consumed = order is null
                ? correlation.Policy.Missing(context, raise)
                : correlation.Policy.Existing(new DefaultSagaConsumeContext<OrderState, T>(context, order), raise);
            if (!consumed.IsCompleted)
                throw new InvalidOperationException($"{typeof(T).Name} waits for something.");

            consumed.GetAwaiter().GetResult();
            return raise.Order;
        }

        private sealed class Raise(StateMachineSagaMessageFilter<OrderState, T> filter)
            : IPipe<SagaConsumeContext<OrderState, T>>
        {
            private static readonly EpochFilter Epoch = new();

            public OrderState? Order { get; private set; }

            public Task Send(SagaConsumeContext<OrderState, T> context)
            {
                Order = context.Saga;
                return Epoch.Send(
                    context,
                    Pipe.ExecuteAsync<SagaConsumeContext<OrderState>>(_ =>
                        filter.Send(context, Pipe.Empty<SagaConsumeContext<OrderState, T>>())
                    )
                );
            }

            public void Probe(ProbeContext context) { }
        }
    }
}
