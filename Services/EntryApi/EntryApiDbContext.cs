using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi;

public sealed class EntryApiDbContext(DbContextOptions<EntryApiDbContext> options) : DbContext(options)
{
    /// <summary>The projection cuts longer causes and reasons.</summary>
    public const int MaxSentenceLength = 2000;

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<TimelineEntry> TimelineEntries => Set<TimelineEntry>();

    public DbSet<Cancellation> Cancellations => Set<Cancellation>();

    public DbSet<Review> Reviews => Set<Review>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.HasKey(o => o.Id);
            order.Property(o => o.Id).ValueGeneratedNever();
            order.Property(o => o.CustomerId).HasMaxLength(64);
            order.Property(o => o.Email).HasMaxLength(EmailAddress.MaxLength);
            order.ComplexProperty(
                o => o.ShipTo,
                address =>
                {
                    address.Property(a => a.Name).HasMaxLength(100);
                    address.Property(a => a.Street).HasMaxLength(200);
                    address.Property(a => a.City).HasMaxLength(100);
                    address.Property(a => a.PostalCode).HasMaxLength(20);
                    address.Property(a => a.Country).HasMaxLength(2);
                }
            );
            order.Property(o => o.PaymentToken).HasMaxLength(100);
            order.Property(o => o.Epoch).IsConcurrencyToken();
            order.Property(o => o.Fingerprint).HasMaxLength(32);
            order.Property(o => o.EndedAs).HasMaxLength(64);
            order.Ignore(o => o.Heard).Ignore(o => o.Latest).Ignore(o => o.State);
            // Each list is read in the order of its index.
            order.HasIndex(o => new { o.SubmittedAt, o.Id });
            order.HasIndex(o => new
            {
                o.CustomerId,
                o.SubmittedAt,
                o.Id,
            });
            order.HasIndex(o => new
            {
                o.EndedAs,
                o.SubmittedAt,
                o.Id,
            });
            // SQLite would store a text, which does not sort by time.
            if (Database.IsSqlite())
                order
                    .Property(o => o.SubmittedAt)
                    .HasConversion(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
            order.HasMany(o => o.Lines).WithOne().HasForeignKey(line => line.OrderId);
            order.HasMany(o => o.Timeline).WithOne().HasForeignKey(entry => entry.OrderId);
            order
                .HasOne(o => o.Cancellation)
                .WithOne()
                .HasForeignKey<Cancellation>(cancellation => cancellation.OrderId);
            order.HasOne(o => o.Review).WithOne().HasForeignKey<Review>(review => review.OrderId);
        });
        modelBuilder.Entity<OrderedLine>(line =>
        {
            line.ToTable("OrderLines");
            line.HasKey(l => new { l.OrderId, l.Number });
            line.Property(l => l.Number).ValueGeneratedNever();
            line.Property(l => l.Sku).HasMaxLength(64);
        });
        modelBuilder.Entity<TimelineEntry>(entry =>
        {
            entry.HasKey(e => new
            {
                e.OrderId,
                e.Epoch,
                e.Sequence,
            });
            entry.Property(e => e.Epoch).ValueGeneratedNever();
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            entry.Property(e => e.State).HasMaxLength(64);
            entry.Property(e => e.Cause).HasMaxLength(MaxSentenceLength);
            entry.Property(e => e.Reason).HasMaxLength(MaxSentenceLength);
            entry.Property(e => e.TotalAmount).HasPrecision(18, 2);
            entry.Property(e => e.TotalCurrency).HasMaxLength(3);
        });
        modelBuilder.Entity<Cancellation>(cancellation =>
        {
            cancellation.HasKey(c => c.OrderId);
            cancellation.Property(c => c.Reason).HasMaxLength(500);
            cancellation.Property(c => c.Refusal).HasMaxLength(MaxSentenceLength);
        });
        modelBuilder.Entity<Review>(review =>
        {
            review.HasKey(r => r.OrderId);
            review.Property(r => r.Reason).HasMaxLength(500);
        });
        modelBuilder.AddOutbox(Database);
        modelBuilder.AddRedelivery(Database);
        modelBuilder.AddLeases();
    }
}
