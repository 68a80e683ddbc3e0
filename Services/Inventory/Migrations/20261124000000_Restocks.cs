using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Inventory.Migrations;

/// <summary>What comes into the warehouse, once for each delivery.</summary>
[DbContext(typeof(InventoryDbContext))]
[Migration("20261124000000_Restocks")]
public sealed class Restocks : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Restocks",
            table => new
            {
                RestockId = table.Column<Guid>("uuid"),
                Sku = table.Column<string>("character varying(64)", maxLength: 64),
                Quantity = table.Column<int>("integer"),
                Answer = table.Column<string>("text"),
                At = table.Column<DateTimeOffset>("timestamp with time zone")
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Restocks", restock => restock.RestockId);
                table.CheckConstraint("CK_Restocks_Quantity", "\"Quantity\" > 0");
                table.ForeignKey("FK_Restocks_Products_Sku", restock => restock.Sku, "Products", "Sku", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("IX_Restocks_Sku", "Restocks", "Sku");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Restocks");
}
