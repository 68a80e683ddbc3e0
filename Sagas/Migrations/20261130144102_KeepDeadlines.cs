using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Sagas.Migrations
{
    /// <inheritdoc />
    public partial class KeepDeadlines : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "DeadlineAt",
                table: "Orders",
                type: "timestamp with time zone",
                nullable: true);

            // Of the orders that wait already. Where no deadline is scheduled, it is lost.
            migrationBuilder.Sql(
                """
                UPDATE "Orders" SET "DeadlineAt" = coalesce(
                    (SELECT "DueAt" FROM "ScheduledMessage" WHERE "TokenId" = "DeadlineTokenId"), "UpdatedAt")
                WHERE "Step" IS NOT NULL AND "CurrentState" <> 'CompensationFailed';
                """);

            migrationBuilder.CreateIndex(
                name: "IX_Orders_DeadlineAt",
                table: "Orders",
                column: "DeadlineAt",
                filter: "\"DeadlineAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Orders_DeadlineAt",
                table: "Orders");

            migrationBuilder.DropColumn(
                name: "DeadlineAt",
                table: "Orders");
        }
    }
}
