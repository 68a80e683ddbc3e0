namespace EventDriven.Operations.Broker;

public sealed record ExchangeFound(string Name, string Type, bool Durable, bool AutoDelete);
