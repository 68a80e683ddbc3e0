using EventDriven.Payments;
using EventDriven.Payments.Provider;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_the_payments_model_changes
{
    [Fact]
    public void The_service_needs_a_migration_for_it()
    {
        using var db = new PaymentsDbContext(
            new DbContextOptionsBuilder<PaymentsDbContext>().UseNpgsql("Host=none").Options
        );
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_simulated_provider_needs_a_migration_for_it()
    {
        using var db = new ProviderLedgerDbContext(
            new DbContextOptionsBuilder<ProviderLedgerDbContext>().UseNpgsql("Host=none").Options
        );
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
