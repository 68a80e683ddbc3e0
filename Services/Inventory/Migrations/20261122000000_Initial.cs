using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Inventory.Migrations;

/// <summary>Products, reservations, the guards of the steps, inbox and outbox.</summary>
[DbContext(typeof(InventoryDbContext))]
[Migration("20261122000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Products",
            table => new
            {
                Sku = table.Column<string>("character varying(64)", maxLength: 64),
                Name = table.Column<string>("character varying(200)", maxLength: 200),
                UnitPrice = table.Column<decimal>("numeric(18,2)", precision: 18, scale: 2),
                Currency = table.Column<string>("character varying(3)", maxLength: 3),
                OnHand = table.Column<int>("integer"),
                Held = table.Column<int>("integer")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Products", product => product.Sku);
                table.CheckConstraint("CK_Products_Held", "\"Held\" >= 0");
                table.CheckConstraint("CK_Products_Available", "\"OnHand\" >= \"Held\"");
            });

        migrationBuilder.CreateTable(
            "Reservations",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Status = table.Column<string>("character varying(16)", maxLength: 16),
                HeldAt = table.Column<DateTimeOffset>("timestamp with time zone")
            },
            constraints: table => table.PrimaryKey("PK_Reservations", reservation => reservation.OrderId));

        migrationBuilder.CreateTable(
            "ReservationLines",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Sku = table.Column<string>("character varying(64)", maxLength: 64),
                Quantity = table.Column<int>("integer")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_ReservationLines", line => new { line.OrderId, line.Sku });
                table.CheckConstraint("CK_ReservationLines_Quantity", "\"Quantity\" > 0");
                table.ForeignKey("FK_ReservationLines_Products_Sku", line => line.Sku, "Products", "Sku", onDelete: ReferentialAction.Restrict);
                table.ForeignKey("FK_ReservationLines_Reservations_OrderId", line => line.OrderId, "Reservations", "OrderId", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("IX_ReservationLines_Sku", "ReservationLines", "Sku");

        migrationBuilder.CreateTable(
            "Steps",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                Kind = table.Column<string>("character varying(16)", maxLength: 16),
                Outcome = table.Column<string>("character varying(16)", maxLength: 16),
                AnswerId = table.Column<Guid>("uuid"),
                Answer = table.Column<string>("text"),
                At = table.Column<DateTimeOffset>("timestamp with time zone")
            },
            constraints: table => table.PrimaryKey("PK_Steps", step => new { step.OrderId, step.Kind }));

        migrationBuilder.CreateTransactionalOutboxTables();
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTransactionalOutboxTables();
        migrationBuilder.DropTable("Steps");
        migrationBuilder.DropTable("ReservationLines");
        migrationBuilder.DropTable("Reservations");
        migrationBuilder.DropTable("Products");
    }
}
