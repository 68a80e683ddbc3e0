namespace EventDriven.Scheduling;

/// <summary>Adds the table of scheduled messages to a model.</summary>
public static class ScheduledMessageModelExtensions
{
    /// <summary>Adds the table <c>ScheduledMessage</c>; call it in OnModelCreating.</summary>
    public static void AddScheduledMessageEntity(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<ScheduledMessageRow>(row =>
        {
            row.ToTable("ScheduledMessage");
            row.HasKey(message => message.TokenId);
            row.Property(message => message.TokenId).ValueGeneratedNever();
            row.Ignore(message => message.SequenceNumber);
            StoredMessage.Map(row);
            row.Property(message => message.DestinationAddress).IsRequired();
            row.Property(message => message.Headers).IsRequired();
            // The columns have older names, because the replicas of an older version use them during an upgrade.
            row.Property(message => message.SentTime).HasColumnName("DueAt");
            row.Property(message => message.VisibleTime).HasColumnName("NextAttemptAt");
            row.Property(message => message.Attempts).HasColumnName("FailedAttempts");
            row.Property(message => message.LastError).HasColumnName("FailureReason");
            row.Property(message => message.DeliveredTime).HasColumnName("SentAt");
            row.Property(message => message.ExpirationTime).HasColumnName("ExpiresAt");
        });
}
