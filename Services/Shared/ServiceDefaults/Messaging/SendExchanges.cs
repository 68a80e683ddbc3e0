using EventDriven.Contracts;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.RabbitMqTransport.Topology;
using MassTransit.Transports;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The exchanges <c>to-{queue}</c> on RabbitMQ: what is sent to a queue goes through one. MassTransit's senders declare
/// the exchange that they send to, and RabbitMQ's permissions go by name: who may declare the exchange <c>orders</c>
/// may delete the queue <c>orders</c>. With an exchange of another name, no service needs a right to another's queue.
/// </summary>
public static class SendExchanges
{
    private const string Prefix = "to-";

    /// <summary>The exchange that leads to the queue.</summary>
    public static string Of(string queue) => Prefix + queue;

    /// <summary>The queue that the exchange leads to; any other name is returned as it is.</summary>
    public static string QueueOf(string exchange) =>
        exchange.StartsWith(Prefix, StringComparison.Ordinal) ? exchange[Prefix.Length..] : exchange;

    /// <summary>Binds it to the exchange of the queue.</summary>
    internal static void BindSendExchange(this IRabbitMqReceiveEndpointConfigurator endpoint, string queue)
    {
        if (Queues.All.Contains(queue))
            endpoint.Bind(Of(queue));
    }

    /// <summary>As MassTransit's <c>UsingRabbitMq</c>, but sends to the queues of the system through them.</summary>
    internal static void UsingSendExchanges(
        this IBusRegistrationConfigurator bus,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure
    ) => bus.SetBusFactory(new BusFactory(new RabbitMqBusConfiguration(new Topologies()), configure));

    private sealed class BusFactory(
        RabbitMqBusConfiguration configuration,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator> configure
    ) : TransportRegistrationBusFactory<IRabbitMqReceiveEndpointConfigurator>(configuration.HostConfiguration)
    {
        public override IBusInstance CreateBus(
            IBusRegistrationContext context,
            IEnumerable<IBusInstanceSpecification> specifications,
            string busName
        ) => CreateBus(new RabbitMqBusFactoryConfigurator(configuration), context, configure, specifications);
    }

    // MassTransit's RabbitMqTopologyConfiguration with another send topology, which it does not let be replaced.
    private sealed class Topologies : IRabbitMqTopologyConfiguration
    {
        private readonly IMessageTopologyConfigurator _message = RabbitMqBusFactory.CreateMessageTopology();
        private readonly SendTopology _send = new();
        private readonly RabbitMqPublishTopology _publish;
        private readonly RabbitMqConsumeTopology _consume;

        public Topologies()
        {
            _send.ConnectSendTopologyConfigurationObserver(
                new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send)
            );
            _send.TryAddConvention(new RoutingKeySendTopologyConvention());
            _publish = new RabbitMqPublishTopology(_message);
            _publish.ConnectPublishTopologyConfigurationObserver(
                new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish)
            );
            _publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(_send));
            _consume = new RabbitMqConsumeTopology(_message, _publish);
        }

        IMessageTopologyConfigurator ITopologyConfiguration.Message => _message;
        ISendTopologyConfigurator ITopologyConfiguration.Send => _send;
        IPublishTopologyConfigurator ITopologyConfiguration.Publish => _publish;
        IConsumeTopologyConfigurator ITopologyConfiguration.Consume => _consume;
        IRabbitMqPublishTopologyConfigurator IRabbitMqTopologyConfiguration.Publish => _publish;
        IRabbitMqSendTopologyConfigurator IRabbitMqTopologyConfiguration.Send => _send;
        IRabbitMqConsumeTopologyConfigurator IRabbitMqTopologyConfiguration.Consume => _consume;

        public IEnumerable<ValidationResult> Validate() =>
            [.. _send.Validate(), .. _publish.Validate(), .. _consume.Validate()];
    }

    private sealed class SendTopology()
        : RabbitMqSendTopology(RabbitMqEntityNameValidator.Validator),
            IRabbitMqSendTopologyConfigurator
    {
        SendSettings IRabbitMqSendTopology.GetSendSettings(RabbitMqEndpointAddress address) =>
            Queues.All.Contains(address.Name)
                ? new RabbitMqSendSettings(new RabbitMqEndpointAddress(address, Of(address.Name)))
                : GetSendSettings(address);
    }
}
