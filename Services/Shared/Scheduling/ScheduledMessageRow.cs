namespace EventDriven.Scheduling;

/// <summary>A message to be sent at its <see cref="StoredMessage.SentTime"/>.</summary>
public class ScheduledMessageRow : StoredMessage
{
    /// <summary>The key, by which the message is cancelled.</summary>
    public Guid TokenId { get; init; }

    // Redelivery to two queues schedules two messages with one message id.
    internal override Guid Identity => TokenId;
}
