using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.EntryApi.Migrations
{
    /// <inheritdoc />
    public partial class KeepEpochs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_TimelineEntries",
                table: "TimelineEntries");

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "TimelineEntries",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "Orders",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "PaymentToken",
                table: "Orders",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_TimelineEntries",
                table: "TimelineEntries",
                columns: new[] { "OrderId", "Epoch", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_TimelineEntries",
                table: "TimelineEntries");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "TimelineEntries");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "Orders");

            migrationBuilder.DropColumn(
                name: "PaymentToken",
                table: "Orders");

            migrationBuilder.AddPrimaryKey(
                name: "PK_TimelineEntries",
                table: "TimelineEntries",
                columns: new[] { "OrderId", "Sequence" });
        }
    }
}
