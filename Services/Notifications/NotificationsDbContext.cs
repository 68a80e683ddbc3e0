using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Notifications;

/// <summary>One step for each order that has ended.</summary>
public sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    public DbSet<StepRecord> Steps => Set<StepRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddSteps();
        modelBuilder.AddRedelivery(Database);
    }
}
