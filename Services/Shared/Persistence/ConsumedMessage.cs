namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// A payload of a message's <see cref="ConsumeContext" />, for filters around the outbox. Not in
/// MassTransit.EntityFrameworkCore.
/// </summary>
public sealed class ConsumedMessage
{
    /// <summary>
    /// Whether the message had been consumed before. If the outbox uses no transaction, the consumer may have run for
    /// it all the same; what it changed and sent was dropped.
    /// </summary>
    public bool IsDuplicate { get; internal set; }
}
