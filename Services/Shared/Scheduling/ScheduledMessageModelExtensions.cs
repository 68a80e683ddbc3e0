using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Scheduling;

/// <summary>Adds the table of scheduled messages to a model.</summary>
public static class ScheduledMessageModelExtensions
{
    // SQLite gives times back without their kind.
    private static readonly ValueConverter<DateTime, DateTime> Utc = new(
        time => time,
        time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
    );

    /// <summary>
    /// Adds the table <c>ScheduledMessage</c> to the model of the DbContext that the scheduler writes through.
    /// </summary>
    /// <param name="modelBuilder">The model's builder, in OnModelCreating.</param>
    public static void AddScheduledMessageEntity(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<ScheduledMessageRow>(row =>
        {
            row.ToTable("ScheduledMessage");
            row.HasKey(message => message.TokenId);
            row.HasIndex(message => message.NextAttemptAt);
            row.Property(message => message.TokenId).ValueGeneratedNever();
            // Whatever the application's conventions say of strings.
            foreach (var text in row.Metadata.GetProperties().Where(property => property.ClrType == typeof(string)))
                row.Property(text.Name).HasMaxLength(-1);
            row.Property(message => message.DueAt).HasConversion(Utc);
            row.Property(message => message.NextAttemptAt).HasConversion(Utc);
            row.Property(message => message.SentAt).HasConversion(Utc);
            row.Property(message => message.ExpiresAt).HasConversion(Utc);
        });
    }
}
