namespace EventDriven.Load.Floors.Bare;

/// <summary>A row of the outbox.</summary>
/// <param name="Id">The MessageId.</param>
/// <param name="Cause">The MessageId of the message that caused it; the order, where none did.</param>
/// <param name="Exchange">Where it is published.</param>
/// <param name="Type">The message's name in the contracts.</param>
/// <param name="Body">The envelope, as JSON.</param>
internal sealed record Outgoing(Guid Id, Guid Cause, string Exchange, string Type, byte[] Body);
