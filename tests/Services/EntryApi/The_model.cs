using EventDriven.EntryApi;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class The_model
{
    [Fact]
    public void Is_what_the_migrations_lead_to()
    {
        using var db = new EntryApiDbContext(
            new DbContextOptionsBuilder<EntryApiDbContext>().UseNpgsql("Host=none").Options
        );

        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }
}
