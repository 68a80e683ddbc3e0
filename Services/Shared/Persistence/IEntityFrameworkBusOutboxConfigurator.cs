namespace MassTransit;

/// <summary>Settings of the delivery of stored messages.</summary>
public interface IEntityFrameworkBusOutboxConfigurator : IBusOutboxConfigurator
{
    /// <summary>The maximum number of stored messages in flight; 100 by default.</summary>
    int MessageDeliveryLimit { set; }

    /// <summary>The timeout of one send, after which the relay retries it; 10 seconds by default.</summary>
    TimeSpan MessageDeliveryTimeout { get; set; }
}
