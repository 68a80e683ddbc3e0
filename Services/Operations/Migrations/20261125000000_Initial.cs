using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace EventDriven.Operations.Migrations;

/// <summary>The read model, failed messages, operators' actions, inbox and outbox.</summary>
[DbContext(typeof(OperationsDbContext))]
[Migration("20261125000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "TrackedOrders",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                CustomerId = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                SubmittedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                State = table.Column<string>("character varying(64)", maxLength: 64),
                Sequence = table.Column<int>("integer"),
                StateSince = table.Column<DateTimeOffset>("timestamp with time zone"),
                UpdatedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                EndedAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                StuckAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                Step = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                Participant = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                Attempt = table.Column<int>("integer", nullable: true),
                MaxAttempts = table.Column<int>("integer", nullable: true),
                WaitsUntil = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                WaitSequence = table.Column<int>("integer"),
                Undo = table.Column<string>("character varying(400)", maxLength: 400),
                Reason = table.Column<string>("text", nullable: true),
                TotalAmount = table.Column<decimal>("numeric(18,2)", precision: 18, scale: 2, nullable: true),
                TotalCurrency = table.Column<string>("character varying(3)", maxLength: 3, nullable: true),
                MachineVersion = table.Column<int>("integer", nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_TrackedOrders", row => row.OrderId));
        migrationBuilder.CreateIndex("IX_TrackedOrders_SubmittedAt_OrderId", "TrackedOrders", ["SubmittedAt", "OrderId"]);
        migrationBuilder.CreateIndex("IX_TrackedOrders_CustomerId_SubmittedAt_OrderId", "TrackedOrders", ["CustomerId", "SubmittedAt", "OrderId"]);
        migrationBuilder.CreateIndex("IX_TrackedOrders_State_SubmittedAt_OrderId", "TrackedOrders", ["State", "SubmittedAt", "OrderId"]);
        migrationBuilder.CreateIndex("IX_TrackedOrders_StuckAt_OrderId", "TrackedOrders", ["StuckAt", "OrderId"], filter: "\"StuckAt\" IS NOT NULL");
        migrationBuilder.CreateIndex("IX_TrackedOrders_EndedAt_OrderId", "TrackedOrders", ["EndedAt", "OrderId"], filter: "\"EndedAt\" IS NOT NULL");

        migrationBuilder.CreateTable(
            "TrackedLines",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Number = table.Column<int>("integer"),
                Sku = table.Column<string>("character varying(64)", maxLength: 64),
                Quantity = table.Column<int>("integer"),
                SubmittedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
            },
            constraints: table => table.PrimaryKey("PK_TrackedLines", row => new { row.OrderId, row.Number }));
        migrationBuilder.CreateIndex("IX_TrackedLines_Sku_SubmittedAt_OrderId", "TrackedLines", ["Sku", "SubmittedAt", "OrderId"]);

        migrationBuilder.CreateTable(
            "HistoryEntries",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Sequence = table.Column<int>("integer"),
                Event = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                From = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                State = table.Column<string>("character varying(64)", maxLength: 64),
                Cause = table.Column<string>("text"),
                MessageId = table.Column<Guid>("uuid", nullable: true),
                ConversationId = table.Column<Guid>("uuid", nullable: true),
                TraceId = table.Column<string>("character varying(32)", maxLength: 32, nullable: true),
                Step = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                Attempt = table.Column<int>("integer", nullable: true),
                WaitsUntil = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                At = table.Column<DateTimeOffset>("timestamp with time zone"),
            },
            constraints: table => table.PrimaryKey("PK_HistoryEntries", row => new { row.OrderId, row.Sequence }));

        migrationBuilder.CreateTable(
            "FailedMessages",
            table => new
            {
                Id = table.Column<Guid>("uuid"),
                Queue = table.Column<string>("character varying(64)", maxLength: 64),
                RestedIn = table.Column<string>("character varying(80)", maxLength: 80),
                MessageType = table.Column<string>("character varying(200)", maxLength: 200),
                MessageId = table.Column<Guid>("uuid", nullable: true),
                OriginalMessageId = table.Column<Guid>("uuid", nullable: true),
                OrderId = table.Column<Guid>("uuid", nullable: true),
                ExceptionType = table.Column<string>("character varying(300)", maxLength: 300),
                ExceptionMessage = table.Column<string>("text", nullable: true),
                MaskedMessage = table.Column<string>("text", nullable: true),
                StackTrace = table.Column<string>("text", nullable: true),
                Headers = table.Column<string>("text"),
                ContentType = table.Column<string>("character varying(100)", maxLength: 100),
                Body = table.Column<byte[]>("bytea"),
                EditedBody = table.Column<byte[]>("bytea", nullable: true),
                FailedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                TakenInAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                PutBacks = table.Column<int>("integer"),
                Status = table.Column<string>("character varying(16)", maxLength: 16),
                DecidedAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                ActionId = table.Column<Guid>("uuid", nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_FailedMessages", row => row.Id));
        migrationBuilder.CreateIndex(
            "IX_FailedMessages_Status_RestedIn_MessageType_ExceptionType_FailedAt_Id",
            "FailedMessages",
            ["Status", "RestedIn", "MessageType", "ExceptionType", "FailedAt", "Id"]);
        migrationBuilder.CreateIndex("IX_FailedMessages_Status_FailedAt_Id", "FailedMessages", ["Status", "FailedAt", "Id"]);
        migrationBuilder.CreateIndex("IX_FailedMessages_Status_PutBacks", "FailedMessages", ["Status", "PutBacks"], filter: "\"PutBacks\" > 0");
        migrationBuilder.CreateIndex("IX_FailedMessages_OrderId", "FailedMessages", "OrderId");
        migrationBuilder.CreateIndex("IX_FailedMessages_MessageId", "FailedMessages", "MessageId");
        migrationBuilder.CreateIndex("IX_FailedMessages_OriginalMessageId_Queue", "FailedMessages", ["OriginalMessageId", "Queue"]);
        migrationBuilder.CreateIndex("IX_FailedMessages_ActionId", "FailedMessages", "ActionId", filter: "\"ActionId\" IS NOT NULL");

        migrationBuilder.CreateTable(
            "OperatorActions",
            table => new
            {
                Id = table.Column<Guid>("uuid"),
                At = table.Column<DateTimeOffset>("timestamp with time zone"),
                Operator = table.Column<string>("character varying(255)", maxLength: 255),
                Action = table.Column<string>("character varying(32)", maxLength: 32),
                OrderId = table.Column<Guid>("uuid", nullable: true),
                Reason = table.Column<string>("text"),
                Outcome = table.Column<string>("text"),
            },
            constraints: table => table.PrimaryKey("PK_OperatorActions", row => row.Id));
        migrationBuilder.CreateIndex("IX_OperatorActions_At_Id", "OperatorActions", ["At", "Id"]);
        migrationBuilder.CreateIndex("IX_OperatorActions_Operator_At_Id", "OperatorActions", ["Operator", "At", "Id"]);
        migrationBuilder.CreateIndex("IX_OperatorActions_OrderId", "OperatorActions", "OrderId");

        migrationBuilder.CreateTable(
            "Replicas",
            table => new
            {
                Id = table.Column<Guid>("uuid"),
                SeenAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                Report = table.Column<string>("text"),
            },
            constraints: table => table.PrimaryKey("PK_Replicas", row => row.Id));
        migrationBuilder.CreateIndex("IX_Replicas_SeenAt", "Replicas", "SeenAt");

        migrationBuilder.CreateTable(
            "Workflows",
            table => new
            {
                Version = table.Column<int>("integer"),
                Description = table.Column<string>("text"),
            },
            constraints: table => table.PrimaryKey("PK_Workflows", row => row.Version));

        migrationBuilder.CreateTable(
            "DataProtectionKeys",
            table => new
            {
                Id = table
                    .Column<int>("integer")
                    .Annotation(
                        "Npgsql:ValueGenerationStrategy",
                        NpgsqlValueGenerationStrategy.IdentityByDefaultColumn
                    ),
                FriendlyName = table.Column<string>("text", nullable: true),
                Xml = table.Column<string>("text", nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_DataProtectionKeys", row => row.Id));

        migrationBuilder.CreateTransactionalOutboxTables();
        migrationBuilder.CreateSetAsideIndex();
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTransactionalOutboxTables();
        migrationBuilder.DropTable("DataProtectionKeys");
        migrationBuilder.DropTable("Workflows");
        migrationBuilder.DropTable("Replicas");
        migrationBuilder.DropTable("OperatorActions");
        migrationBuilder.DropTable("FailedMessages");
        migrationBuilder.DropTable("HistoryEntries");
        migrationBuilder.DropTable("TrackedLines");
        migrationBuilder.DropTable("TrackedOrders");
    }
}
