using EventDriven.Payments.Domain;
using EventDriven.ServiceDefaults.RemoteSteps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Payments;

/// <summary>
/// What Payments knows: one row for each step of an order's payment. The money itself is the provider's matter.
/// </summary>
/// <param name="options">Which database.</param>
public sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options) : DbContext(options)
{
    /// <summary>The steps.</summary>
    public DbSet<PaymentStep> Steps => Set<PaymentStep>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var step = modelBuilder.Entity<PaymentStep>();
        RemoteStep.Map(step);
        step.Property(s => s.Currency).HasMaxLength(3);
    }
}
