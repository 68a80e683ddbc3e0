using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace EventDriven.Scheduling;

/// <summary>The table of scheduled messages: its part of a model and of a migration.</summary>
public static class ScheduledMessageModelExtensions
{
    private const string Table = "ScheduledMessage";

    // SQLite gives times back without their kind.
    private static readonly ValueConverter<DateTime, DateTime> Utc = new(
        time => time,
        time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
    );

    /// <summary>
    /// Adds the table <c>ScheduledMessage</c> to the model of the DbContext that the scheduler writes through.
    /// </summary>
    /// <param name="modelBuilder">The model's builder, in OnModelCreating or in a model snapshot.</param>
    public static void AddScheduledMessageEntity(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<ScheduledMessageRow>(row =>
        {
            row.ToTable(Table);
            row.HasKey(message => message.TokenId);
            row.HasIndex(message => message.NextAttemptAt);
            row.Property(message => message.TokenId).ValueGeneratedNever();
            row.Property(message => message.DueAt).HasConversion(Utc);
            row.Property(message => message.NextAttemptAt).HasConversion(Utc);
            row.Property(message => message.SentAt).HasConversion(Utc);
            row.Property(message => message.ExpiresAt).HasConversion(Utc);
        });
    }

    /// <summary>Creates the table that <see cref="AddScheduledMessageEntity"/> describes.</summary>
    /// <param name="migrationBuilder">The migration's builder, in Up.</param>
    public static void CreateScheduledMessageTable(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);

        migrationBuilder.CreateTable(
            Table,
            table => new
            {
                TokenId = table.Column<Guid>(nullable: false),
                DueAt = table.Column<DateTime>(nullable: false),
                NextAttemptAt = table.Column<DateTime>(nullable: true),
                FailedAttempts = table.Column<int>(nullable: false),
                FailureReason = table.Column<string>(nullable: true),
                SentAt = table.Column<DateTime>(nullable: true),
                MessageId = table.Column<Guid>(nullable: false),
                CorrelationId = table.Column<Guid>(nullable: true),
                ConversationId = table.Column<Guid>(nullable: true),
                InitiatorId = table.Column<Guid>(nullable: true),
                RequestId = table.Column<Guid>(nullable: true),
                DestinationAddress = table.Column<string>(nullable: false),
                SourceAddress = table.Column<string>(nullable: true),
                ResponseAddress = table.Column<string>(nullable: true),
                FaultAddress = table.Column<string>(nullable: true),
                ExpiresAt = table.Column<DateTime>(nullable: true),
                ContentType = table.Column<string>(nullable: false),
                MessageType = table.Column<string>(nullable: false),
                Body = table.Column<string>(nullable: false),
                Headers = table.Column<string>(nullable: false),
                Properties = table.Column<string>(nullable: true),
            },
            constraints: table => table.PrimaryKey($"PK_{Table}", row => row.TokenId)
        );
        migrationBuilder.CreateIndex(
            $"IX_{Table}_{nameof(ScheduledMessageRow.NextAttemptAt)}",
            Table,
            nameof(ScheduledMessageRow.NextAttemptAt)
        );
    }

    /// <summary>Drops the table that <see cref="CreateScheduledMessageTable"/> creates.</summary>
    /// <param name="migrationBuilder">The migration's builder, in Down.</param>
    public static void DropScheduledMessageTable(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);

        migrationBuilder.DropTable(Table);
    }
}
