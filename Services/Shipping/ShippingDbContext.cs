using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Shipping;

/// <summary>The steps of orders. What the remote party did is in the party's own books.</summary>
public sealed class ShippingDbContext(DbContextOptions<ShippingDbContext> options) : DbContext(options)
{
    public DbSet<StepRecord> Steps => Set<StepRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddSteps();
}
