using MassTransit;

namespace EventDriven.Notifications.Consumers;

/// <summary>Reads the identity of a message.</summary>
internal static class MessageIdentity
{
    /// <summary>The MessageId, the same at each delivery.</summary>
    /// <exception cref="InvalidOperationException">The message has none: no publisher of ours sends such a one.</exception>
    public static Guid EventId(this MessageContext context) =>
        context.MessageId ?? throw new InvalidOperationException("A message without a MessageId cannot be told from its duplicates.");
}
