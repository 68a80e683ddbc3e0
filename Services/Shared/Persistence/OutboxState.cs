namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Only for MassTransit.EntityFrameworkCore: mapped so that its table exists. Unused here, because each stored message
/// is sent independently.
/// </summary>
public class OutboxState
{
    /// <summary>Unused.</summary>
    public Guid OutboxId { get; set; }

    /// <summary>Unused.</summary>
    public Guid LockId { get; set; }

    /// <summary>Unused.</summary>
    public byte[]? RowVersion { get; set; }

    /// <summary>Unused.</summary>
    public DateTime Created { get; set; }

    /// <summary>Unused.</summary>
    public DateTime? Delivered { get; set; }

    /// <summary>Unused.</summary>
    public long? LastSequenceNumber { get; set; }
}
