using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The migrations of the table of scheduled messages, for services that need it only for <see cref="Redelivery" />.
/// </summary>
public sealed class SchedulerDbContext(DbContextOptions<SchedulerDbContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddScheduledMessageEntity();
}
