using EventDriven.Operations;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class The_operations_model
{
    [Fact]
    public void Is_what_the_migrations_make()
    {
        using var database = new OperationsDbContext(
            new DbContextOptionsBuilder<OperationsDbContext>().UseNpgsql("Host=none").Options
        );

        database
            .Database.HasPendingModelChanges()
            .ShouldBeFalse("a change of the model needs a migration, and the snapshot its like");
    }
}
