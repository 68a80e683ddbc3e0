namespace EventDriven.Operations.Broker;

/// <summary>RabbitMQ's management API did not say what it was asked.</summary>
/// <param name="message">Why, and what to do, in a sentence for the operator.</param>
public sealed class ManagementException(string message) : Exception(message);
