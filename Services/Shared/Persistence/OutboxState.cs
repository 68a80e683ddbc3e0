namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// A part of MassTransit.EntityFrameworkCore's model, mapped so that its table exists when that package takes this
/// one's place. Nothing here reads or writes it: every stored message stands for itself, and no row has to be locked to
/// send it.
/// </summary>
public class OutboxState
{
    /// <summary>The key.</summary>
    public Guid OutboxId { get; set; }

    /// <summary>Not used here.</summary>
    public Guid LockId { get; set; }

    /// <summary>Not used here.</summary>
    public byte[]? RowVersion { get; set; }

    /// <summary>Not used here.</summary>
    public DateTime Created { get; set; }

    /// <summary>Not used here.</summary>
    public DateTime? Delivered { get; set; }

    /// <summary>Not used here.</summary>
    public long? LastSequenceNumber { get; set; }
}
