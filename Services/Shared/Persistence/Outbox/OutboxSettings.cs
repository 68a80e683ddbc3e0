using System.Data;
using EventDriven.Scheduling;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>The settings of one context's outbox.</summary>
internal class OutboxSettings<TDbContext> : RelaySettings
    where TDbContext : DbContext
{
    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    public bool UseTransaction { get; set; } = true;

    public ILockStatementProvider? LockStatementProvider { get; set; }

    public TimeSpan DuplicateDetectionWindow { get; set; } = TimeSpan.FromMinutes(30);

    public bool CleansInbox { get; set; } = true;
}
