using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Shipping;

/// <summary>The steps of orders. The carrier keeps its own records.</summary>
public sealed class ShippingDbContext(DbContextOptions<ShippingDbContext> options) : DbContext(options)
{
    public DbSet<StepRecord> Steps => Set<StepRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddSteps();
        modelBuilder.AddRedelivery(Database);
    }
}
