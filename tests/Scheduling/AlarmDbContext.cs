using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Scheduling.Tests;

public sealed class AlarmDbContext(DbContextOptions<AlarmDbContext> options) : DbContext(options)
{
    public DbSet<Alarm> Alarms => Set<Alarm>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Alarm>(alarm =>
        {
            alarm.HasKey(a => a.CorrelationId);
            alarm.Property(a => a.CorrelationId).ValueGeneratedNever();
        });
        modelBuilder.AddTransactionalOutboxEntities();
        modelBuilder.AddScheduledMessageEntity();
    }
}
