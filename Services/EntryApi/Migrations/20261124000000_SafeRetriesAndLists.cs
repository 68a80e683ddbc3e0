using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.EntryApi.Migrations;

/// <summary>What a command that is sent again is known by, and how orders are found for lists.</summary>
[DbContext(typeof(EntryApiDbContext))]
[Migration("20261124000000_SafeRetriesAndLists")]
public sealed class SafeRetriesAndLists : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<byte[]>("Fingerprint", "Orders", type: "bytea", maxLength: 32, nullable: true);
        migrationBuilder.AddColumn<string>("EndedAs", "Orders", type: "character varying(64)", maxLength: 64, nullable: true);
        migrationBuilder.AddColumn<Guid>("RequestId", "Cancellations", type: "uuid", nullable: true);
        migrationBuilder.AddColumn<Guid>("RequestId", "Reviews", type: "uuid", nullable: true);
        migrationBuilder.Sql("""
            UPDATE "Orders" o SET "EndedAs" = e."State" FROM "TimelineEntries" e
            WHERE e."OrderId" = o."Id" AND e."State" IN ('Completed', 'Cancelled', 'Rejected');
            """);
        migrationBuilder.CreateIndex("IX_Orders_SubmittedAt_Id", "Orders", ["SubmittedAt", "Id"]);
        migrationBuilder.CreateIndex("IX_Orders_CustomerId_SubmittedAt_Id", "Orders", ["CustomerId", "SubmittedAt", "Id"]);
        migrationBuilder.CreateIndex("IX_Orders_EndedAs_SubmittedAt_Id", "Orders", ["EndedAs", "SubmittedAt", "Id"]);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("IX_Orders_EndedAs_SubmittedAt_Id", "Orders");
        migrationBuilder.DropIndex("IX_Orders_CustomerId_SubmittedAt_Id", "Orders");
        migrationBuilder.DropIndex("IX_Orders_SubmittedAt_Id", "Orders");
        migrationBuilder.DropColumn("RequestId", "Reviews");
        migrationBuilder.DropColumn("RequestId", "Cancellations");
        migrationBuilder.DropColumn("EndedAs", "Orders");
        migrationBuilder.DropColumn("Fingerprint", "Orders");
    }
}
