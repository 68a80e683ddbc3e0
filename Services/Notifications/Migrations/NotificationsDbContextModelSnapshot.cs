using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.Notifications.Migrations;

/// <summary>The model that the migrations add up to.</summary>
[DbContext(typeof(NotificationsDbContext))]
public sealed class NotificationsDbContextModelSnapshot : ModelSnapshot
{
    /// <inheritdoc />
    protected override void BuildModel(ModelBuilder modelBuilder) =>
        modelBuilder.Entity("EventDriven.Notifications.Domain.Notification", notification =>
        {
            notification.Property<Guid>("OrderId").ValueGeneratedNever().HasColumnType("uuid");
            notification.Property<Guid>("EventId").HasColumnType("uuid");
            notification.Property<string>("Ending").IsRequired().HasMaxLength(16).HasColumnType("character varying(16)");
            notification.Property<string>("Email").IsRequired().HasColumnType("text");
            notification.Property<string>("Status").IsRequired().HasMaxLength(16).HasColumnType("character varying(16)");
            notification.Property<DateTimeOffset?>("SendingUntil").HasColumnType("timestamp with time zone");
            notification.Property<DateTimeOffset>("RequestedAt").HasColumnType("timestamp with time zone");
            notification.Property<DateTimeOffset?>("DoneAt").HasColumnType("timestamp with time zone");
            notification.HasKey("OrderId");
            notification.ToTable("Notifications");
        });
}
