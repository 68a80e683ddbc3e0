using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Shipping.Migrations
{
    /// <inheritdoc />
    public partial class KeepEpochs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "Steps",
                type: "integer",
                nullable: false,
                defaultValue: 1);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "Steps");
        }
    }
}
