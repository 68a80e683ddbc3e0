using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

public sealed class The_migration
{
    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public void Creates_the_table_of_the_model(Engine engine)
    {
        using var db = new TableOnly(engine);
        var migration = new MigrationBuilder(db.Database.ProviderName);
        migration.CreateScheduledMessageTable();

        var model = db.GetService<IDesignTimeModel>().Model;
        var expected = db.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel());

        Sql(db, migration.Operations).ShouldBe(Sql(db, expected));
    }

    [Fact]
    public void Drops_what_it_created()
    {
        using var db = new TableOnly(Engine.PostgreSql);
        var migration = new MigrationBuilder(db.Database.ProviderName);
        migration.DropScheduledMessageTable();

        Sql(db, migration.Operations).ShouldBe(["DROP TABLE \"ScheduledMessage\";"]);
    }

    private static string[] Sql(
        DbContext db,
        IReadOnlyList<Microsoft.EntityFrameworkCore.Migrations.Operations.MigrationOperation> operations
    ) =>
        [
            .. db.GetService<IMigrationsSqlGenerator>()
                .Generate(operations, db.GetService<IDesignTimeModel>().Model)
                // The order of a table's columns has no meaning.
                .Select(command =>
                    string.Join(
                        '\n',
                        command
                            .CommandText.Split('\n')
                            .Select(line => line.Trim().TrimEnd(','))
                            .Where(line => line != "")
                            .Order()
                    )
                ),
        ];

    private sealed class TableOnly(Engine engine) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            _ =
                engine == Engine.PostgreSql
                    ? optionsBuilder.UseNpgsql("Host=none")
                    : optionsBuilder.UseSqlite("Data Source=:memory:");

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddScheduledMessageEntity();
    }
}
