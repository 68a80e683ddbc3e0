using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Payments;

/// <summary>The steps of orders. The provider keeps its own records.</summary>
public sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options) : DbContext(options)
{
    public DbSet<StepRecord> Steps => Set<StepRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddSteps();
        modelBuilder.AddRedelivery(Database);
    }
}
