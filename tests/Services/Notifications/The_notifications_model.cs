using EventDriven.Notifications;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class The_notifications_model
{
    [Fact]
    public void Is_what_the_migrations_make()
    {
        using var database = new NotificationsDbContext(
            new DbContextOptionsBuilder<NotificationsDbContext>().UseNpgsql("Host=none").Options
        );

        database
            .Database.HasPendingModelChanges()
            .ShouldBeFalse("a change of the model needs a migration, and the snapshot its like");
    }
}
