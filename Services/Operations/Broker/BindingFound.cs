namespace EventDriven.Operations.Broker;

/// <summary>A binding of RabbitMQ's management API. The default exchange has an empty name.</summary>
public sealed record BindingFound(string Source, string Destination, string DestinationType);
