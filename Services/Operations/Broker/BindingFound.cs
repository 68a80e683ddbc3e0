namespace EventDriven.Operations.Broker;

/// <summary>A binding, as RabbitMQ's management API tells it.</summary>
/// <param name="Source">The exchange that it leads from; empty for the default one.</param>
/// <param name="Destination">What it leads to.</param>
/// <param name="DestinationType">queue or exchange.</param>
public sealed record BindingFound(string Source, string Destination, string DestinationType);
