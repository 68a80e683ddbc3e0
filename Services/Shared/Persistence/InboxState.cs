namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// That a message was consumed by a consumer: its key is claimed in the transaction of the consumer's own effects, so
/// that a message that is delivered again finds the key and has no second effect. Rows older than the duplicate
/// detection window are deleted.
/// </summary>
public class InboxState
{
    /// <summary>
    /// A number from the database. Kept for MassTransit.EntityFrameworkCore, whose key it is; not read here.
    /// </summary>
    public long Id { get; set; }

    /// <summary>The id under which the message was first sent.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The consumer: derived by MassTransit from its type, the message's type and the queue.</summary>
    public Guid ConsumerId { get; set; }

    /// <summary>Kept for MassTransit.EntityFrameworkCore; not used here, where the key itself is the lock.</summary>
    public Guid LockId { get; set; }

    /// <summary>Kept for MassTransit.EntityFrameworkCore; not used here.</summary>
    public byte[]? RowVersion { get; set; }

    /// <summary>When the message was claimed (UTC).</summary>
    public DateTime Received { get; set; }

    /// <summary>How often the message was received. One here: a redelivery does not touch the row.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>Kept for MassTransit.EntityFrameworkCore; not used here.</summary>
    public DateTime? ExpirationTime { get; set; }

    /// <summary>
    /// When the message was consumed (UTC). Equal to <see cref="Received"/>: the row is visible only once its
    /// transaction commits.
    /// </summary>
    public DateTime? Consumed { get; set; }

    /// <summary>
    /// Kept for MassTransit.EntityFrameworkCore; not used here, where a message that was sent is deleted.
    /// </summary>
    public DateTime? Delivered { get; set; }

    /// <summary>Kept for MassTransit.EntityFrameworkCore; not used here.</summary>
    public long? LastSequenceNumber { get; set; }
}
