using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.Notifications.Migrations;

/// <summary>The guards of the notifications.</summary>
[DbContext(typeof(NotificationsDbContext))]
[Migration("20261122000000_Initial")]
public sealed class Initial : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            "Notifications",
            table => new
            {
                OrderId = table.Column<Guid>("uuid"),
                EventId = table.Column<Guid>("uuid"),
                Ending = table.Column<string>("character varying(16)", maxLength: 16),
                Email = table.Column<string>("text"),
                Status = table.Column<string>("character varying(16)", maxLength: 16),
                SendingUntil = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
                RequestedAt = table.Column<DateTimeOffset>("timestamp with time zone"),
                DoneAt = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_Notifications", notification => notification.OrderId));

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Notifications");
}
