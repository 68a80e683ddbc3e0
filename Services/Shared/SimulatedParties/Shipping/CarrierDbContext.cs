using EventDriven.RemoteParties;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.SimulatedParties;

/// <summary>
/// The simulated carrier's own database. Shipping has access to it only through <see cref="ICarrier" />.
/// </summary>
public sealed class CarrierDbContext(DbContextOptions<CarrierDbContext> options) : DbContext(options)
{
    public DbSet<CarrierParcel> Parcels => Set<CarrierParcel>();

    public DbSet<CarrierEntry> Entries => Set<CarrierEntry>();

    public DbSet<SimulatedRequest> Requests => Set<SimulatedRequest>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var parcel = modelBuilder.Entity<CarrierParcel>();
        SimulatedAccount.Map(parcel, modelBuilder.Entity<SimulatedRequest>());
        parcel.HasMany(p => p.Entries).WithOne().HasForeignKey(e => e.Reference);
        parcel.Navigation(p => p.Entries).AutoInclude();

        var entry = modelBuilder.Entity<CarrierEntry>();
        // One of a kind under a reference: no bug of ours can send two parcels.
        entry.HasKey(e => new { e.Reference, e.Kind });
        entry.Property(e => e.Kind).HasConversion<string>().HasMaxLength(20);
        entry.Property(e => e.TrackingNumber).HasMaxLength(20);
    }
}
