namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Records that a consumer has consumed a message, in the transaction of its effects, so that a redelivery has no
/// second effect. Rows older than the duplicate detection window are deleted. MassTransit.EntityFrameworkCore uses the
/// other columns.
/// </summary>
public class InboxState
{
    /// <summary>Unused.</summary>
    public long Id { get; set; }

    /// <summary>The id under which the message was first sent.</summary>
    public Guid MessageId { get; set; }

    /// <summary>MassTransit derives it from the types of the consumer and message, and the queue.</summary>
    public Guid ConsumerId { get; set; }

    /// <summary>Unused.</summary>
    public Guid LockId { get; set; }

    /// <summary>Unused.</summary>
    public byte[]? RowVersion { get; set; }

    /// <summary>When the message was claimed (UTC).</summary>
    public DateTime Received { get; set; }

    /// <summary>Always 1: a redelivery does not change the row.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>Unused.</summary>
    public DateTime? ExpirationTime { get; set; }

    /// <summary>Equals <see cref="Received"/>, because the row is visible only after the commit.</summary>
    public DateTime? Consumed { get; set; }

    /// <summary>Unused.</summary>
    public DateTime? Delivered { get; set; }

    /// <summary>Unused.</summary>
    public long? LastSequenceNumber { get; set; }
}
