using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Operations.Migrations
{
    /// <inheritdoc />
    public partial class RecordMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "MaxAttempts",
                table: "HistoryEntries",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Message",
                table: "HistoryEntries",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Undo",
                table: "HistoryEntries",
                type: "character varying(400)",
                maxLength: 400,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "MaxAttempts",
                table: "HistoryEntries");

            migrationBuilder.DropColumn(
                name: "Message",
                table: "HistoryEntries");

            migrationBuilder.DropColumn(
                name: "Undo",
                table: "HistoryEntries");
        }
    }
}
