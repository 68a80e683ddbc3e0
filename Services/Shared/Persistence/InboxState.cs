namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Records that a consumer has consumed a message. The key is inserted in the transaction of the consumer's effects, so
/// a redelivery finds the key and has no second effect. Rows older than the duplicate detection window are deleted.
/// </summary>
public class InboxState
{
    /// <summary>The key in MassTransit.EntityFrameworkCore; not read here.</summary>
    public long Id { get; set; }

    /// <summary>The id under which the message was first sent.</summary>
    public Guid MessageId { get; set; }

    /// <summary>MassTransit derives it from the types of the consumer and message, and the queue.</summary>
    public Guid ConsumerId { get; set; }

    /// <summary>Only for MassTransit.EntityFrameworkCore.</summary>
    public Guid LockId { get; set; }

    /// <summary>Only for MassTransit.EntityFrameworkCore.</summary>
    public byte[]? RowVersion { get; set; }

    /// <summary>When the message was claimed (UTC).</summary>
    public DateTime Received { get; set; }

    /// <summary>Always 1: a redelivery does not change the row.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>Only for MassTransit.EntityFrameworkCore.</summary>
    public DateTime? ExpirationTime { get; set; }

    /// <summary>Equals <see cref="Received"/>, because the row is visible only after the commit.</summary>
    public DateTime? Consumed { get; set; }

    /// <summary>Only for MassTransit.EntityFrameworkCore.</summary>
    public DateTime? Delivered { get; set; }

    /// <summary>Only for MassTransit.EntityFrameworkCore.</summary>
    public long? LastSequenceNumber { get; set; }
}
