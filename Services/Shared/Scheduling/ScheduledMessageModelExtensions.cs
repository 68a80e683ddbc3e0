using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Scheduling;

/// <summary>Adds the table of scheduled messages to a model.</summary>
public static class ScheduledMessageModelExtensions
{
    // SQLite returns times without their kind.
    private static readonly ValueConverter<DateTime, DateTime> Utc = new(
        time => time,
        time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
    );

    /// <summary>Adds the table <c>ScheduledMessage</c>; call it in OnModelCreating.</summary>
    public static void AddScheduledMessageEntity(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<ScheduledMessageRow>(row =>
        {
            row.ToTable("ScheduledMessage");
            row.HasKey(message => message.TokenId);
            row.HasIndex(message => message.NextAttemptAt);
            row.Property(message => message.TokenId).ValueGeneratedNever();
            // Overrides the application's conventions for strings.
            foreach (var text in row.Metadata.GetProperties().Where(property => property.ClrType == typeof(string)))
                row.Property(text.Name).HasMaxLength(-1);
            row.Property(message => message.DueAt).HasConversion(Utc);
            row.Property(message => message.NextAttemptAt).HasConversion(Utc);
            row.Property(message => message.SentAt).HasConversion(Utc);
            row.Property(message => message.ExpiresAt).HasConversion(Utc);
        });
}
