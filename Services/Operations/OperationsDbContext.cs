using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Operations;

public sealed class OperationsDbContext(DbContextOptions<OperationsDbContext> options)
    : DbContext(options),
        IDataProtectionKeyContext
{
    public DbSet<TrackedOrder> TrackedOrders => Set<TrackedOrder>();

    public DbSet<TrackedLine> TrackedLines => Set<TrackedLine>();

    public DbSet<HistoryEntry> HistoryEntries => Set<HistoryEntry>();

    public DbSet<FailedMessage> FailedMessages => Set<FailedMessage>();

    /// <summary>The failed messages that wait for an operator.</summary>
    public IQueryable<FailedMessage> WaitingMessages =>
        FailedMessages.Where(message => message.Status == FailedMessageStatus.Waiting);

    public DbSet<OperatorAction> OperatorActions => Set<OperatorAction>();

    public DbSet<Replica> Replicas => Set<Replica>();

    public DbSet<Workflow> Workflows => Set<Workflow>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TrackedOrder>(order =>
        {
            order.HasKey(o => o.OrderId);
            order.Property(o => o.OrderId).ValueGeneratedNever();
            order.Property(o => o.CustomerId).HasMaxLength(64);
            order.Property(o => o.State).HasMaxLength(64);
            order.Property(o => o.Epoch).IsConcurrencyToken();
            order.Property(o => o.Sequence).IsConcurrencyToken();
            order.Property(o => o.Step).HasMaxLength(64);
            order.Property(o => o.Participant).HasMaxLength(64);
            order.Property(o => o.Undo).HasMaxLength(400);
            order.Property(o => o.TotalAmount).HasPrecision(18, 2);
            order.Property(o => o.TotalCurrency).HasMaxLength(3);
            order.HasIndex(o => new { o.SubmittedAt, o.OrderId });
            order.HasIndex(o => new
            {
                o.CustomerId,
                o.SubmittedAt,
                o.OrderId,
            });
            order.HasIndex(o => new
            {
                o.State,
                o.SubmittedAt,
                o.OrderId,
            });
            order.HasIndex(o => new { o.StuckAt, o.OrderId }).HasFilter("\"StuckAt\" IS NOT NULL");
            order
                .HasIndex(o => new
                {
                    o.Participant,
                    o.StuckAt,
                    o.OrderId,
                })
                .HasFilter("\"StuckAt\" IS NOT NULL");
            order.HasIndex(o => new { o.EndedAt, o.OrderId }).HasFilter("\"EndedAt\" IS NOT NULL");
            order.HasIndex(o => o.UpdatedAt).HasFilter("\"Missing\" > 0");
        });
        modelBuilder.Entity<TrackedLine>(line =>
        {
            line.HasKey(l => new { l.OrderId, l.Number });
            line.Property(l => l.Sku).HasMaxLength(64);
            line.HasIndex(l => new
            {
                l.Sku,
                l.SubmittedAt,
                l.OrderId,
            });
        });
        modelBuilder.Entity<HistoryEntry>(entry =>
        {
            entry.HasKey(e => new
            {
                e.OrderId,
                e.Epoch,
                e.Sequence,
            });
            entry.Property(e => e.Event).HasMaxLength(64);
            entry.Property(e => e.From).HasMaxLength(64);
            entry.Property(e => e.State).HasMaxLength(64);
            entry.Property(e => e.TraceId).HasMaxLength(32);
            entry.Property(e => e.Step).HasMaxLength(64);
            entry.Property(e => e.Undo).HasMaxLength(400);
        });
        modelBuilder.Entity<FailedMessage>(message =>
        {
            message.Property(m => m.Id).ValueGeneratedNever();
            message.Property(m => m.Queue).HasMaxLength(64);
            message.Property(m => m.RestedIn).HasMaxLength(80);
            message.Property(m => m.MessageType).HasMaxLength(200);
            message.Property(m => m.ExceptionType).HasMaxLength(300);
            message.Property(m => m.ContentType).HasMaxLength(100);
            message.Property(m => m.Status).HasMaxLength(16);
            message.HasIndex(m => new
            {
                m.Status,
                m.RestedIn,
                m.MessageType,
                m.ExceptionType,
                m.FailedAt,
                m.Id,
            });
            message.HasIndex(m => new
            {
                m.Status,
                m.FailedAt,
                m.Id,
            });
            message.HasIndex(m => new { m.Status, m.PutBacks }).HasFilter("\"PutBacks\" > 0");
            message.HasIndex(m => m.OrderId);
            message.HasIndex(m => m.MessageId);
            message.HasIndex(m => new { m.OriginalMessageId, m.Queue });
            message.HasIndex(m => m.ActionId).HasFilter("\"ActionId\" IS NOT NULL");
        });
        modelBuilder.Entity<OperatorAction>(action =>
        {
            action.Property(a => a.Id).ValueGeneratedNever();
            action.Property(a => a.Operator).HasMaxLength(OperatorAction.LongestOperator);
            action.Property(a => a.Action).HasMaxLength(32);
            action.HasIndex(a => new { a.At, a.Id });
            action.HasIndex(a => new
            {
                a.Operator,
                a.At,
                a.Id,
            });
            action.HasIndex(a => a.OrderId);
        });
        modelBuilder.Entity<Replica>(replica =>
        {
            replica.Property(r => r.Id).ValueGeneratedNever();
            replica.HasIndex(r => r.SeenAt);
        });
        modelBuilder.Entity<Workflow>(workflow =>
        {
            workflow.HasKey(w => w.Version);
            workflow.Property(w => w.Version).ValueGeneratedNever();
        });
        modelBuilder.AddOutbox(Database);
        modelBuilder.AddRedelivery(Database);
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
