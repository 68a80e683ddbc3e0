using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Shipping.Carrier.Migrations;

/// <summary>The simulated carrier's parcels, book and requests.</summary>
[DbContext(typeof(CarrierDbContext))]
[Migration("20261122000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Parcels",
            table => new
            {
                Reference = table.Column<string>("character varying(100)", maxLength: 100, nullable: false),
                Version = table.Column<int>("integer", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_Parcels", row => row.Reference));

        migrationBuilder.CreateTable(
            "Entries",
            table => new
            {
                Reference = table.Column<string>("character varying(100)", maxLength: 100, nullable: false),
                Kind = table.Column<string>("character varying(20)", maxLength: 20, nullable: false),
                TrackingNumber = table.Column<string>("character varying(20)", maxLength: 20, nullable: false),
                At = table.Column<DateTimeOffset>("timestamp with time zone", nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Entries", row => new { row.Reference, row.Kind });
                table.ForeignKey("FK_Entries_Parcels_Reference", row => row.Reference, "Parcels", "Reference", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            "Requests",
            table => new
            {
                IdempotencyKey = table.Column<string>("character varying(100)", maxLength: 100, nullable: false),
                Reference = table.Column<string>("character varying(100)", maxLength: 100, nullable: false),
                Operation = table.Column<string>("character varying(20)", maxLength: 20, nullable: false),
                FailedTries = table.Column<int>("integer", nullable: false),
                Answer = table.Column<string>("character varying(20)", maxLength: 20, nullable: true),
                AnswerReference = table.Column<string>("character varying(100)", maxLength: 100, nullable: true),
                AnswerReason = table.Column<string>("character varying(500)", maxLength: 500, nullable: true),
                AnswerAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_Requests", row => row.IdempotencyKey);
                table.ForeignKey("FK_Requests_Parcels_Reference", row => row.Reference, "Parcels", "Reference", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateIndex("IX_Requests_Reference", "Requests", "Reference");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("Requests");
        migrationBuilder.DropTable("Entries");
        migrationBuilder.DropTable("Parcels");
    }
}
