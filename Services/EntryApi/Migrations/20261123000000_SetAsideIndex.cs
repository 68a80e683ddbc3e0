using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EventDriven.EntryApi.Migrations;

/// <summary>Finds the outbox's messages that are set aside without a look at all others.</summary>
[DbContext(typeof(EntryApiDbContext))]
[Migration("20261123000000_SetAsideIndex")]
public sealed class SetAsideIndex : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateSetAsideIndex();

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropSetAsideIndex();
}
