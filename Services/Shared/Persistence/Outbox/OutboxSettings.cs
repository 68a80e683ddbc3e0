using System.Data;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>The settings of one context's outbox, and the times that follow from the design.</summary>
internal class OutboxSettings<TDbContext>
    where TDbContext : DbContext
{
    /// <summary>
    /// The time for the process that stored a message to send and delete it; a slow send renews it. Until it ends, no
    /// sweep sends the message of a process that died.
    /// </summary>
    public static readonly TimeSpan FirstLease = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long sent messages are kept for a transport that loses its queues at a restart. Long enough for a consumer's
    /// retries, and shorter than the duplicate detection window, so that duplicates are dropped.
    /// </summary>
    public static readonly TimeSpan KeepDelivered = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The attempts before a message is set aside. The delays start at one second and double: about eight minutes.
    /// </summary>
    public const int MaxAttempts = 10;

    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    public bool UseTransaction { get; set; } = true;

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
