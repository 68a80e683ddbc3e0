namespace EventDriven.Operations.Broker;

/// <summary>RabbitMQ's management API did not answer; the message is a sentence for the operator.</summary>
public sealed class ManagementException(string message) : Exception(message);
