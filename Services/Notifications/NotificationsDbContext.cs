using EventDriven.Notifications.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Notifications;

/// <summary>Notifications' own database: one row for each order whose customer was, or is to be, told.</summary>
public sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    /// <summary>Who was told what.</summary>
    public DbSet<Notification> Notifications => Set<Notification>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Notification>(notification =>
        {
            notification.HasKey(n => n.OrderId);
            notification.Property(n => n.OrderId).ValueGeneratedNever();
            notification.Property(n => n.Ending).HasMaxLength(16);
            notification.Property(n => n.Status).HasConversion<string>().HasMaxLength(16);
        });
}
