using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class The_database_of_orders
{
    [Fact]
    public void Is_what_its_migrations_make()
    {
        using var db = new OrdersDbContext(new DbContextOptionsBuilder<OrdersDbContext>().UseNpgsql("Host=none").Options);

        db.Database.HasPendingModelChanges().ShouldBeFalse("the snapshot is the model");
    }
}
