using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class The_database_of_orders : IDisposable
{
    // Never connected to.
    private readonly OrdersDbContext _db = new(
        new DbContextOptionsBuilder<OrdersDbContext>().UseNpgsql("Host=none").Options
    );

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Has_a_snapshot_that_is_the_model() =>
        _db
            .Database.HasPendingModelChanges()
            .ShouldBeFalse("a change of the model needs a migration, and the snapshot its like");

    [Fact]
    public void Is_what_its_migrations_make()
    {
        var migrations = _db.GetService<IMigrationsAssembly>();
        var made = migrations.Migrations.Values.SelectMany(type =>
            migrations.CreateMigration(type, _db.Database.ProviderName!).UpOperations
        );
        var model = _db.GetService<IDesignTimeModel>().Model;
        var wanted = _db.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel());

        Statements([.. made]).ShouldBe(Statements(wanted), ignoreOrder: true);
    }

    // A table's columns have no order that matters, so each statement is compared as the set of its lines.
    private string[] Statements(IReadOnlyList<MigrationOperation> operations) =>
        [
            .. _db.GetService<IMigrationsSqlGenerator>()
                .Generate(operations, _db.GetService<IDesignTimeModel>().Model)
                .Select(command =>
                    command
                        .CommandText.Split('\n')
                        .Select(line => line.Trim().TrimEnd(','))
                        .Where(line => line != "")
                        .Order()
                )
                .Select(lines => string.Join('\n', lines)),
        ];
}
