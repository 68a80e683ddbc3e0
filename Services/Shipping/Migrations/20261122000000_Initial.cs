using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Shipping.Migrations;

/// <summary>The steps of orders' shipments.</summary>
[DbContext(typeof(ShippingDbContext))]
[Migration("20261122000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Steps",
            table => new
            {
                OrderId = table.Column<Guid>("uuid", nullable: false),
                Step = table.Column<string>("character varying(20)", maxLength: 20, nullable: false),
                Status = table.Column<string>("character varying(20)", maxLength: 20, nullable: false),
                IdempotencyKey = table.Column<string>("character varying(100)", maxLength: 100, nullable: false),
                AnswerId = table.Column<Guid>("uuid", nullable: false),
                Reference = table.Column<string>("character varying(100)", maxLength: 100, nullable: true),
                Reason = table.Column<string>("character varying(500)", maxLength: 500, nullable: true),
                RequestedAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: false),
                AnsweredAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_Steps", row => new { row.OrderId, row.Step }));
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Steps");
    }
}
