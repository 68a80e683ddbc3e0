using EventDriven.RemoteParties;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.SimulatedParties;

/// <summary>
/// The simulated provider's own database. Payments has access to it only through <see cref="IPaymentProvider" />.
/// </summary>
public sealed class ProviderLedgerDbContext(DbContextOptions<ProviderLedgerDbContext> options) : DbContext(options)
{
    public DbSet<ProviderPayment> Payments => Set<ProviderPayment>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<SimulatedRequest> Requests => Set<SimulatedRequest>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var payment = modelBuilder.Entity<ProviderPayment>();
        SimulatedAccount.Map(payment, modelBuilder.Entity<SimulatedRequest>());
        payment.Property(p => p.Token).HasMaxLength(100);
        payment.HasMany(p => p.Entries).WithOne().HasForeignKey(e => e.Reference);
        payment.Navigation(p => p.Entries).AutoInclude();

        var entry = modelBuilder.Entity<LedgerEntry>();
        // One of a kind under a reference: no bug of ours can take money twice.
        entry.HasKey(e => new { e.Reference, e.Kind });
        entry.Property(e => e.Kind).HasConversion<string>().HasMaxLength(20);
        entry.Property(e => e.Currency).HasMaxLength(3);
        entry.Property(e => e.ProviderReference).HasMaxLength(100);
    }
}
