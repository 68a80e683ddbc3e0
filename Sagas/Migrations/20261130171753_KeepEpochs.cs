using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EventDriven.Sagas.Migrations
{
    /// <inheritdoc />
    public partial class KeepEpochs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_OrderHistory",
                table: "OrderHistory");

            migrationBuilder.AlterColumn<string>(
                name: "ShipTo",
                table: "Orders",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "Orders",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<int>(
                name: "Epoch",
                table: "OrderHistory",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddPrimaryKey(
                name: "PK_OrderHistory",
                table: "OrderHistory",
                columns: new[] { "OrderId", "Epoch", "Sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_OrderHistory",
                table: "OrderHistory");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "Orders");

            migrationBuilder.DropColumn(
                name: "Epoch",
                table: "OrderHistory");

            migrationBuilder.AlterColumn<string>(
                name: "ShipTo",
                table: "Orders",
                type: "text",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_OrderHistory",
                table: "OrderHistory",
                columns: new[] { "OrderId", "Sequence" });
        }
    }
}
