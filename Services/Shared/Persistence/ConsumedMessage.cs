namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>A payload of a message's <see cref="ConsumeContext" />, for filters around the outbox.</summary>
public sealed class ConsumedMessage
{
    /// <summary>
    /// Whether the message had been consumed before. Without a transaction, the consumer may have run again; what it
    /// did was dropped.
    /// </summary>
    public bool IsDuplicate { get; internal set; }
}
