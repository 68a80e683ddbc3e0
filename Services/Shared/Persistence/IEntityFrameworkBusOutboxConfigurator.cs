namespace MassTransit;

/// <summary>How stored messages reach the transport.</summary>
public interface IEntityFrameworkBusOutboxConfigurator : IBusOutboxConfigurator
{
    /// <summary>How many stored messages are on their way to the transport at once; 100 by default.</summary>
    int MessageDeliveryLimit { set; }

    /// <summary>
    /// How long one send may take before it is given up and tried again later; 10 seconds by default.
    /// </summary>
    TimeSpan MessageDeliveryTimeout { get; set; }
}
