namespace EventDriven.Load.Floors.Bare;

/// <summary>A message that was delivered.</summary>
/// <param name="Tag">By which it is acknowledged.</param>
/// <param name="Id">Its MessageId.</param>
/// <param name="ConversationId">The conversation that it belongs to.</param>
/// <param name="Redelivered">Whether it may have been handled before.</param>
/// <param name="Message">What it says: a record of the contracts.</param>
internal sealed record Incoming(ulong Tag, Guid Id, Guid ConversationId, bool Redelivered, object Message);
