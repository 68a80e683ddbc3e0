using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Operations.Migrations
{
    /// <inheritdoc />
    public partial class KeepEpochs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_HistoryEntries",
                table: "HistoryEntries");

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "TrackedOrders",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "Missing",
                table: "TrackedOrders",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "HistoryEntries",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddPrimaryKey(
                name: "PK_HistoryEntries",
                table: "HistoryEntries",
                columns: new[] { "OrderId", "Epoch", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_TrackedOrders_Participant_StuckAt_OrderId",
                table: "TrackedOrders",
                columns: new[] { "Participant", "StuckAt", "OrderId" },
                filter: "\"StuckAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_TrackedOrders_UpdatedAt",
                table: "TrackedOrders",
                column: "UpdatedAt",
                filter: "\"Missing\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_TrackedOrders_Participant_StuckAt_OrderId",
                table: "TrackedOrders");

            migrationBuilder.DropIndex(
                name: "IX_TrackedOrders_UpdatedAt",
                table: "TrackedOrders");

            migrationBuilder.DropPrimaryKey(
                name: "PK_HistoryEntries",
                table: "HistoryEntries");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "TrackedOrders");

            migrationBuilder.DropColumn(
                name: "Missing",
                table: "TrackedOrders");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "HistoryEntries");

            migrationBuilder.AddPrimaryKey(
                name: "PK_HistoryEntries",
                table: "HistoryEntries",
                columns: new[] { "OrderId", "Sequence" });
        }
    }
}
