namespace EventDriven.Operations.Broker;

/// <summary>An exchange, as RabbitMQ's management API tells it.</summary>
/// <param name="Name">Its name; empty for the default one.</param>
/// <param name="Type">fanout, direct, topic or headers.</param>
/// <param name="Durable">Whether it outlives the broker.</param>
/// <param name="AutoDelete">Whether it goes with its last binding.</param>
public sealed record ExchangeFound(string Name, string Type, bool Durable, bool AutoDelete);
