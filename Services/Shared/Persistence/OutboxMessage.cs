using EventDriven.Scheduling;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// A message that is stored in the transaction in which it was sent, sent after the commit, and deleted once the
/// transport has confirmed it.
/// </summary>
public class OutboxMessage : StoredMessage
{
    /// <summary>When a delayed message is due.</summary>
    public DateTime? EnqueueTime { get; set; }

    /// <summary>The message whose consumer sent this one; null outside a consumer.</summary>
    public Guid? InboxMessageId { get; set; }

    /// <summary>The consumer that sent it; null outside a consumer.</summary>
    public Guid? InboxConsumerId { get; set; }

    /// <summary>The scope that sent it outside a consumer; otherwise null.</summary>
    public Guid? OutboxId { get; set; }

    internal static OutboxMessage Capture<T>(SendContext<T> context, DateTime now)
        where T : class
    {
        var message = new OutboxMessage { EnqueueTime = now + context.Delay };
        message.Fill(context, now);
        return message;
    }
}
