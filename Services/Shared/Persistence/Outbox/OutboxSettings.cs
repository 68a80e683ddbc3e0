using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// What the application said about the outbox of one context, and the times that follow from the design.
/// </summary>
internal sealed class OutboxSettings<TDbContext>
    where TDbContext : DbContext
{
    /// <summary>
    /// A stored message is left alone for so long, for the process that stored it to send it and delete it; one that
    /// lives and needs longer renews it. It bounds, with <see cref="QueryDelay"/>, how late a message is whose process
    /// died between commit and send.
    /// </summary>
    public static readonly TimeSpan FirstLease = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Where the transport forgets its queues at a restart, a message that was sent is kept so long, and sent again by
    /// the next start: time for a consumer to handle it, retries included. Less than the inbox's duplicate detection
    /// window, which drops what was handled.
    /// </summary>
    public static readonly TimeSpan KeepDelivered = TimeSpan.FromMinutes(10);

    /// <summary>
    /// So many tries to send a message, the delays doubling from a second (about eight minutes in all), and it is set
    /// aside.
    /// </summary>
    public const int MaxAttempts = 10;

    /// <summary>The longest that a failing message, database or broker is left alone between two tries.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    public bool UsesTransaction { get; set; } = true;

    public ILockStatementProvider? LockStatementProvider { get; set; }

    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromMinutes(30);

    public TimeSpan QueryDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int QueryMessageLimit { get; set; } = 100;

    public int MessageDeliveryLimit { get; set; } = 100;

    public TimeSpan MessageDeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool CleansInbox { get; set; } = true;

    public bool Delivers { get; set; } = true;
}
