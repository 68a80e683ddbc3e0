namespace EventDriven.Operations.Topology;

/// <summary>
/// A message that a service sends or handles; the channel is a queue, or the exchange of a published message.
/// </summary>
public sealed record MessageDescribed(string Service, bool Sends, string Name, string Channel);
