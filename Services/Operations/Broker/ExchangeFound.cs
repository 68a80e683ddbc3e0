namespace EventDriven.Operations.Broker;

/// <summary>An exchange of RabbitMQ's management API.</summary>
public sealed record ExchangeFound(string Name, string Type, bool Durable, bool AutoDelete);
