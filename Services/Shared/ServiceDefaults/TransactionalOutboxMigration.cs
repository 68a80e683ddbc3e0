using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The tables of the inbox and the outbox, for the hand-written migrations of each service's PostgreSQL database.
/// </summary>
public static class TransactionalOutboxMigration
{
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
    private const string SetAsideIndex = "IX_OutboxMessage_SentTime";
#endif

    private const string Identity = "Npgsql:ValueGenerationStrategy";

    /// <summary>
    /// Creates InboxState, OutboxMessage and OutboxState as <c>AddTransactionalOutboxEntities</c> maps them.
    /// </summary>
    public static void CreateTransactionalOutboxTables(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        CreateInboxState(migrationBuilder);
        CreateOutboxMessage(migrationBuilder);
        CreateOutboxState(migrationBuilder);
    }

    /// <summary>Creates the index of the messages that are set aside, which came later than the tables.</summary>
    public static void CreateSetAsideIndex(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        migrationBuilder.CreateIndex(
            SetAsideIndex,
            "OutboxMessage",
            "SentTime",
            filter: "\"VisibleTime\" IS NULL AND \"DeliveredTime\" IS NULL"
        );
#endif
    }

    /// <summary>Drops that index.</summary>
    public static void DropSetAsideIndex(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        migrationBuilder.DropIndex(SetAsideIndex, "OutboxMessage");
#endif
    }

    /// <summary>Drops the three tables.</summary>
    public static void DropTransactionalOutboxTables(this MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("OutboxMessage");
        migrationBuilder.DropTable("InboxState");
        migrationBuilder.DropTable("OutboxState");
    }

    private static void CreateInboxState(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "InboxState",
            table => new
            {
                MessageId = table.Column<Guid>(),
                ConsumerId = table.Column<Guid>(),
                Id = table.Column<long>().Annotation(Identity, NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                LockId = table.Column<Guid>(defaultValue: Guid.Empty),
                RowVersion = table.Column<byte[]>(nullable: true),
                Received = table.Column<DateTime>(),
                ReceiveCount = table.Column<int>(defaultValue: 1),
                ExpirationTime = table.Column<DateTime>(nullable: true),
                Consumed = table.Column<DateTime>(nullable: true),
                Delivered = table.Column<DateTime>(nullable: true),
                LastSequenceNumber = table.Column<long>(nullable: true),
            },
            constraints: table =>
            {
#if MASSTRANSIT_ENTITYFRAMEWORKCORE
                table.PrimaryKey("PK_InboxState", row => row.Id);
                table.UniqueConstraint("AK_InboxState_MessageId_ConsumerId", row => new
                {
                    row.MessageId,
                    row.ConsumerId,
                });
#else
                table.PrimaryKey("PK_InboxState", row => new { row.MessageId, row.ConsumerId });
#endif
            }
        );
#if MASSTRANSIT_ENTITYFRAMEWORKCORE
        migrationBuilder.CreateIndex("IX_InboxState_Delivered", "InboxState", "Delivered");
#else
        migrationBuilder.CreateIndex("IX_InboxState_Received", "InboxState", "Received");
#endif
    }

    private static void CreateOutboxMessage(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "OutboxMessage",
            table => new
            {
                SequenceNumber = table
                    .Column<long>()
                    .Annotation(Identity, NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
                VisibleTime = table.Column<DateTime>(nullable: true),
                Attempts = table.Column<int>(defaultValue: 0),
                LastError = table.Column<string>(nullable: true),
                DeliveredTime = table.Column<DateTime>(nullable: true),
#endif
                EnqueueTime = table.Column<DateTime>(nullable: true),
                SentTime = table.Column<DateTime>(),
                Headers = table.Column<string>(nullable: true),
                Properties = table.Column<string>(nullable: true),
                InboxMessageId = table.Column<Guid>(nullable: true),
                InboxConsumerId = table.Column<Guid>(nullable: true),
                OutboxId = table.Column<Guid>(nullable: true),
                MessageId = table.Column<Guid>(),
                ContentType = table.Column<string>(maxLength: 256),
                MessageType = table.Column<string>(),
                Body = table.Column<string>(),
                ConversationId = table.Column<Guid>(nullable: true),
                CorrelationId = table.Column<Guid>(nullable: true),
                InitiatorId = table.Column<Guid>(nullable: true),
                RequestId = table.Column<Guid>(nullable: true),
                SourceAddress = table.Column<string>(nullable: true),
                DestinationAddress = table.Column<string>(nullable: true),
                ResponseAddress = table.Column<string>(nullable: true),
                FaultAddress = table.Column<string>(nullable: true),
                ExpirationTime = table.Column<DateTime>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_OutboxMessage", row => row.SequenceNumber)
        );
#if MASSTRANSIT_ENTITYFRAMEWORKCORE
        migrationBuilder.CreateIndex("IX_OutboxMessage_ExpirationTime", "OutboxMessage", "ExpirationTime");
        migrationBuilder.CreateIndex("IX_OutboxMessage_EnqueueTime", "OutboxMessage", "EnqueueTime");
        migrationBuilder.CreateIndex(
            "IX_OutboxMessage_InboxMessageId_InboxConsumerId_SequenceNumber",
            "OutboxMessage",
            ["InboxMessageId", "InboxConsumerId", "SequenceNumber"],
            unique: true
        );
        migrationBuilder.CreateIndex(
            "IX_OutboxMessage_OutboxId_SequenceNumber",
            "OutboxMessage",
            ["OutboxId", "SequenceNumber"],
            unique: true
        );
#else
        migrationBuilder.CreateIndex(
            "IX_OutboxMessage_InboxMessageId_InboxConsumerId",
            "OutboxMessage",
            ["InboxMessageId", "InboxConsumerId"]
        );
        migrationBuilder.CreateIndex(
            "IX_OutboxMessage_VisibleTime",
            "OutboxMessage",
            "VisibleTime",
            filter: "\"VisibleTime\" IS NOT NULL"
        );
        migrationBuilder.CreateIndex(
            "IX_OutboxMessage_DeliveredTime",
            "OutboxMessage",
            "DeliveredTime",
            filter: "\"DeliveredTime\" IS NOT NULL"
        );
#endif
    }

    private static void CreateOutboxState(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "OutboxState",
            table => new
            {
                OutboxId = table.Column<Guid>(),
                LockId = table.Column<Guid>(),
                RowVersion = table.Column<byte[]>(nullable: true),
                Created = table.Column<DateTime>(),
                Delivered = table.Column<DateTime>(nullable: true),
                LastSequenceNumber = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_OutboxState", row => row.OutboxId)
        );
        migrationBuilder.CreateIndex("IX_OutboxState_Created", "OutboxState", "Created");
    }
}
