using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Operations.Migrations
{
    /// <inheritdoc />
    public partial class FindStuckOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_TrackedOrders_Participant_StuckAt_OrderId",
                table: "TrackedOrders",
                columns: new[] { "Participant", "StuckAt", "OrderId" },
                filter: "\"StuckAt\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_TrackedOrders_Participant_StuckAt_OrderId",
                table: "TrackedOrders");
        }
    }
}
