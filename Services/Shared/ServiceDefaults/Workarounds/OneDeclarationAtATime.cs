using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Declares an endpoint's queues, exchanges and bindings one by one. MassTransit declares many at once, and in
/// RabbitMQ.Client up to 7.2.2 (github.com/rabbitmq/rabbitmq-dotnet-client/issues/1976), those that wait for their turn
/// never end if MassTransit disposes the channel meanwhile. An endpoint whose connection is lost then would never come
/// back. Remove this class together with <see cref="BrokerSocket" />.
/// </summary>
internal sealed class OneDeclarationAtATime : IFilter<ChannelContext>
{
    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        using var inTurn = new InTurn(context);
        await next.Send(inTurn);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("oneDeclarationAtATime");

    private sealed class InTurn(ChannelContext context)
        : ScopeChannelContext(context, context.CancellationToken),
            ChannelContext
    {
        // Never disposed, because a waiting request would then wait for ever.
        private readonly SemaphoreSlim _turn = new(1);

        public new Task<QueueDeclareOk> QueueDeclare(
            string queue,
            bool durable,
            bool exclusive,
            bool autoDelete,
            IDictionary<string, object> arguments,
            CancellationToken cancellationToken
        ) => Next(() => base.QueueDeclare(queue, durable, exclusive, autoDelete, arguments, cancellationToken));

        public new Task ExchangeDeclare(
            string exchange,
            string type,
            bool durable,
            bool autoDelete,
            IDictionary<string, object> arguments,
            CancellationToken cancellationToken
        ) => Next(() => base.ExchangeDeclare(exchange, type, durable, autoDelete, arguments, cancellationToken));

        public new Task QueueBind(
            string queue,
            string exchange,
            string routingKey,
            IDictionary<string, object> arguments,
            CancellationToken cancellationToken
        ) => Next(() => base.QueueBind(queue, exchange, routingKey, arguments, cancellationToken));

        public new Task ExchangeBind(
            string destination,
            string source,
            string routingKey,
            IDictionary<string, object> arguments,
            CancellationToken cancellationToken
        ) => Next(() => base.ExchangeBind(destination, source, routingKey, arguments, cancellationToken));

        private Task<bool> Next(Func<Task> declare) =>
            Next(async () =>
            {
                await declare();
                return true;
            });

        private async Task<T> Next<T>(Func<Task<T>> declare)
        {
            await _turn.WaitAsync();
            try
            {
                return await declare();
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
