using EventDriven.Shipping;
using EventDriven.Shipping.Carrier;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

public class When_the_shipping_model_changes
{
    [Fact]
    public void The_service_needs_a_migration_for_it()
    {
        using var db = new ShippingDbContext(
            new DbContextOptionsBuilder<ShippingDbContext>().UseNpgsql("Host=none").Options
        );
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void The_simulated_carrier_needs_a_migration_for_it()
    {
        using var db = new CarrierDbContext(
            new DbContextOptionsBuilder<CarrierDbContext>().UseNpgsql("Host=none").Options
        );
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
