using EventDriven.ServiceDefaults.RemoteSteps;
using EventDriven.Shipping.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Shipping;

/// <summary>
/// What Shipping knows: one row for each step of an order's shipment. The parcel itself is the carrier's matter.
/// </summary>
/// <param name="options">Which database.</param>
public sealed class ShippingDbContext(DbContextOptions<ShippingDbContext> options) : DbContext(options)
{
    /// <summary>The steps.</summary>
    public DbSet<ShippingStep> Steps => Set<ShippingStep>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        RemoteStep.Map(modelBuilder.Entity<ShippingStep>());
}
