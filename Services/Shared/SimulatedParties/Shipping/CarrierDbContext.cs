using EventDriven.RemoteParties;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.SimulatedParties;

/// <summary>
/// The simulated carrier's own database, which Shipping has no other access to than through <see cref="ICarrier" />.
/// </summary>
/// <param name="options">Which database.</param>
public sealed class CarrierDbContext(DbContextOptions<CarrierDbContext> options) : DbContext(options)
{
    /// <summary>The parcels, by the shipper's reference.</summary>
    public DbSet<CarrierParcel> Parcels => Set<CarrierParcel>();

    /// <summary>What happened to them.</summary>
    public DbSet<CarrierEntry> Entries => Set<CarrierEntry>();

    /// <summary>The requests seen, by idempotency key.</summary>
    public DbSet<SimulatedRequest> Requests => Set<SimulatedRequest>();

    /// <inheritdoc />
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
