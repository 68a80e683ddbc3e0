using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Operations;

/// <summary>The read model, the failed messages and the operators' actions.</summary>
public sealed class OperationsDbContext(DbContextOptions<OperationsDbContext> options)
    : DbContext(options),
        IDataProtectionKeyContext
{
    public DbSet<TrackedOrder> TrackedOrders => Set<TrackedOrder>();

    public DbSet<TrackedLine> TrackedLines => Set<TrackedLine>();

    public DbSet<HistoryEntry> HistoryEntries => Set<HistoryEntry>();

    public DbSet<FailedMessage> FailedMessages => Set<FailedMessage>();

    public DbSet<OperatorAction> OperatorActions => Set<OperatorAction>();

    public DbSet<Replica> Replicas => Set<Replica>();

    public DbSet<Workflow> Workflows => Set<Workflow>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TrackedOrder>(trackedOrder =>
        {
            trackedOrder.HasKey(o => o.OrderId);
            trackedOrder.Property(o => o.OrderId).ValueGeneratedNever();
            trackedOrder.Property(o => o.CustomerId).HasMaxLength(64);
            trackedOrder.Property(o => o.State).HasMaxLength(64);
            trackedOrder.Property(o => o.Sequence).IsConcurrencyToken();
            trackedOrder.Property(o => o.Step).HasMaxLength(64);
            trackedOrder.Property(o => o.Participant).HasMaxLength(64);
            trackedOrder.Property(o => o.Undo).HasMaxLength(400);
            trackedOrder.Property(o => o.TotalAmount).HasPrecision(18, 2);
            trackedOrder.Property(o => o.TotalCurrency).HasMaxLength(3);
            trackedOrder.HasIndex(o => new { o.SubmittedAt, o.OrderId });
            trackedOrder.HasIndex(o => new
            {
                o.CustomerId,
                o.SubmittedAt,
                o.OrderId,
            });
            trackedOrder.HasIndex(o => new
            {
                o.State,
                o.SubmittedAt,
                o.OrderId,
            });
            trackedOrder.HasIndex(o => new { o.StuckAt, o.OrderId }).HasFilter("\"StuckAt\" IS NOT NULL");
            trackedOrder.HasIndex(o => new { o.EndedAt, o.OrderId }).HasFilter("\"EndedAt\" IS NOT NULL");
        });
        modelBuilder.Entity<TrackedLine>(trackedLine =>
        {
            trackedLine.HasKey(l => new { l.OrderId, l.Number });
            trackedLine.Property(l => l.OrderId).ValueGeneratedNever();
            trackedLine.Property(l => l.Number).ValueGeneratedNever();
            trackedLine.Property(l => l.Sku).HasMaxLength(64);
            trackedLine.HasIndex(l => new
            {
                l.Sku,
                l.SubmittedAt,
                l.OrderId,
            });
        });
        modelBuilder.Entity<HistoryEntry>(historyEntry =>
        {
            historyEntry.HasKey(e => new { e.OrderId, e.Sequence });
            historyEntry.Property(e => e.OrderId).ValueGeneratedNever();
            historyEntry.Property(e => e.Sequence).ValueGeneratedNever();
            historyEntry.Property(e => e.Event).HasMaxLength(64);
            historyEntry.Property(e => e.From).HasMaxLength(64);
            historyEntry.Property(e => e.State).HasMaxLength(64);
            historyEntry.Property(e => e.TraceId).HasMaxLength(32);
            historyEntry.Property(e => e.Step).HasMaxLength(64);
        });
        modelBuilder.Entity<FailedMessage>(failedMessage =>
        {
            failedMessage.HasKey(m => m.Id);
            failedMessage.Property(m => m.Id).ValueGeneratedNever();
            failedMessage.Property(m => m.Queue).HasMaxLength(64);
            failedMessage.Property(m => m.RestedIn).HasMaxLength(80);
            failedMessage.Property(m => m.MessageType).HasMaxLength(200);
            failedMessage.Property(m => m.ExceptionType).HasMaxLength(300);
            failedMessage.Property(m => m.ContentType).HasMaxLength(100);
            failedMessage.Property(m => m.Status).HasMaxLength(16);
            failedMessage.HasIndex(m => new
            {
                m.Status,
                m.RestedIn,
                m.MessageType,
                m.ExceptionType,
                m.FailedAt,
                m.Id,
            });
            failedMessage.HasIndex(m => new
            {
                m.Status,
                m.FailedAt,
                m.Id,
            });
            failedMessage.HasIndex(m => new { m.Status, m.PutBacks }).HasFilter("\"PutBacks\" > 0");
            failedMessage.HasIndex(m => m.OrderId);
            failedMessage.HasIndex(m => m.MessageId);
            failedMessage.HasIndex(m => new { m.OriginalMessageId, m.Queue });
            failedMessage.HasIndex(m => m.ActionId).HasFilter("\"ActionId\" IS NOT NULL");
        });
        modelBuilder.Entity<OperatorAction>(operatorAction =>
        {
            operatorAction.HasKey(a => a.Id);
            operatorAction.Property(a => a.Id).ValueGeneratedNever();
            operatorAction.Property(a => a.Operator).HasMaxLength(OperatorAction.LongestOperator);
            operatorAction.Property(a => a.Action).HasMaxLength(32);
            operatorAction.HasIndex(a => new { a.At, a.Id });
            operatorAction.HasIndex(a => new
            {
                a.Operator,
                a.At,
                a.Id,
            });
            operatorAction.HasIndex(a => a.OrderId);
        });
        modelBuilder.Entity<Replica>(replica =>
        {
            replica.HasKey(r => r.Id);
            replica.Property(r => r.Id).ValueGeneratedNever();
            replica.HasIndex(r => r.SeenAt);
        });
        modelBuilder.Entity<Workflow>(workflow =>
        {
            workflow.HasKey(w => w.Version);
            workflow.Property(w => w.Version).ValueGeneratedNever();
        });
        modelBuilder.AddOutbox(Database);
        modelBuilder.AddLeases();
        if (Database.IsSqlite())
            SortTimesByTime(modelBuilder);
    }

    // SQLite stores DateTimeOffset as text, which does not sort by time.
    private static void SortTimesByTime(ModelBuilder modelBuilder)
    {
        var ticks = new ValueConverter<DateTimeOffset, long>(
            at => at.UtcTicks,
            stored => new DateTimeOffset(stored, TimeSpan.Zero)
        );
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
                property.SetValueConverter(ticks);
        }
    }
}
