using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Sagas.Migrations;

/// <summary>Orders with their history, scheduled deadlines, inbox and outbox.</summary>
[DbContext(typeof(OrdersDbContext))]
[Migration("20261122000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Orders",
            table => new
            {
                CorrelationId = table.Column<Guid>("uuid"),
                CurrentState = table.Column<string>("character varying(64)", maxLength: 64),
                MachineVersion = table.Column<int>("integer"),
                Sequence = table.Column<int>("integer"),
                CustomerId = table.Column<string>("text"),
                Email = table.Column<string>("text"),
                Lines = table.Column<string>("text"),
                PaymentToken = table.Column<string>("text"),
                ShipTo = table.Column<string>("text"),
                Total = table.Column<string>("text", nullable: true),
                Step = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                Attempt = table.Column<int>("integer"),
                DeadlineTokenId = table.Column<Guid>("uuid", nullable: true),
                CancelRequested = table.Column<bool>("boolean"),
                CancelReason = table.Column<string>("text", nullable: true),
                StockTouched = table.Column<bool>("boolean"),
                PaymentTouched = table.Column<bool>("boolean"),
                ShipmentTouched = table.Column<bool>("boolean"),
                CaptureTouched = table.Column<bool>("boolean"),
                Outcome = table.Column<string>("character varying(64)", maxLength: 64, nullable: true),
                Reason = table.Column<string>("text", nullable: true),
                SubmittedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                UpdatedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
            },
            constraints: table => table.PrimaryKey("PK_Orders", order => order.CorrelationId));

        migrationBuilder.CreateTable(
            "OrderHistory",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Sequence = table.Column<int>("integer"),
                Event = table.Column<string>("character varying(64)", maxLength: 64),
                From = table.Column<string>("character varying(64)", maxLength: 64),
                To = table.Column<string>("character varying(64)", maxLength: 64),
                Cause = table.Column<string>("text"),
                MessageId = table.Column<Guid>("uuid", nullable: true),
                ConversationId = table.Column<Guid>("uuid", nullable: true),
                At = table.Column<DateTimeOffset>("timestamp with time zone"),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_OrderHistory", entry => new { entry.OrderId, entry.Sequence });
                table.ForeignKey("FK_OrderHistory_Orders_OrderId", entry => entry.OrderId,
                    "Orders", "CorrelationId", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateScheduledMessageTable();
        migrationBuilder.CreateTransactionalOutboxTables();
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTransactionalOutboxTables();
        migrationBuilder.DropScheduledMessageTable();
        migrationBuilder.DropTable("OrderHistory");
        migrationBuilder.DropTable("Orders");
    }
}
