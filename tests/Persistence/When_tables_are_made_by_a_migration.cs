using EventDriven.Persistence.Tests.Application;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EventDriven.Persistence.Tests;

public sealed class When_tables_are_made_by_a_migration
{
    private static readonly string[] Tables = ["InboxState", "OutboxMessage", "OutboxState"];

    [Fact]
    public void They_are_those_of_the_model()
    {
        using var db = Open();
        var migration = new MigrationBuilder(db.Database.ProviderName);
        migration.CreateTransactionalOutboxTables();
        migration.CreateSetAsideIndex();
        var model = db.GetService<IMigrationsModelDiffer>()
            .GetDifferences(null, db.GetService<IDesignTimeModel>().Model.GetRelationalModel())
            .Where(operation =>
                operation is CreateTableOperation table && Tables.Contains(table.Name)
                || operation is CreateIndexOperation index && Tables.Contains(index.Table)
            );

        Statements(db, migration.Operations).ShouldBe(Statements(db, [.. model]), ignoreOrder: true);
    }

    [Fact]
    public void All_of_them_are_dropped_again()
    {
        var migration = new MigrationBuilder(null);
        migration.DropTransactionalOutboxTables();

        migration.Operations.Cast<DropTableOperation>().Select(drop => drop.Name).ShouldBe(Tables, ignoreOrder: true);
    }

    private static OrdersDbContext Open() =>
        new(new DbContextOptionsBuilder<OrdersDbContext>().UseNpgsql("Host=none").Options);

    /// <summary>
    /// Each statement with its lines in a set order: in which order a table has its columns says nothing.
    /// </summary>
    private static List<string> Statements(OrdersDbContext db, IReadOnlyList<MigrationOperation> operations) =>
        [
            .. db.GetService<IMigrationsSqlGenerator>()
                .Generate(operations)
                .Select(command =>
                    string.Join(
                        '\n',
                        command
                            .CommandText.Split('\n')
                            .Select(line => line.Trim().TrimEnd(','))
                            .Order(StringComparer.Ordinal)
                    )
                ),
        ];
}
