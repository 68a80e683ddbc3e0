using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>An empty database of one test.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly TestDatabase? _postgres;
    private readonly string? _directory;

    private Store(TestDatabase? postgres, string? directory)
    {
        _postgres = postgres;
        _directory = directory;
    }

    public bool IsPostgres => _postgres != null;

    public static async Task<Store> Create(Servers servers, Database database) =>
        database switch
        {
            Database.PostgreSql => new Store(
                await servers.CreateDatabaseAsync("conformance", TestContext.Current.CancellationToken),
                null
            ),
            _ => new Store(null, Directory.CreateTempSubdirectory("conformance").FullName),
        };

    public void Use(DbContextOptionsBuilder options) => Use(options, null);

    public void Use(DbContextOptionsBuilder options, Func<ExecutionStrategyDependencies, IExecutionStrategy>? strategy)
    {
        if (_postgres != null)
            options.UseNpgsql(_postgres.ConnectionString, With);
        else
            options.UseSqlite($"Data Source={Path.Combine(_directory!, "store.db")}", With);

        void With<TBuilder, TExtension>(RelationalDbContextOptionsBuilder<TBuilder, TExtension> relational)
            where TBuilder : RelationalDbContextOptionsBuilder<TBuilder, TExtension>
            where TExtension : RelationalOptionsExtension, new()
        {
            if (strategy != null)
                relational.ExecutionStrategy(strategy);
        }
    }

    /// <summary>
    /// Says which database the outbox is on. Schema caching is off throughout: the package keeps table names by entity
    /// for the whole process, and the tests name the tables of one entity differently.
    /// </summary>
    public void Tell(IEntityFrameworkOutboxConfigurator outbox)
    {
        if (IsPostgres)
            outbox.UsePostgres(enableSchemaCaching: false);
        else
            outbox.UseSqlite(enableSchemaCaching: false);
    }

    /// <summary>Says which database the saga is on.</summary>
    public void Tell(IEntityFrameworkSagaRepositoryConfigurator repository) =>
        repository.LockStatementProvider = IsPostgres
            ? new PostgresLockStatementProvider(enableSchemaCaching: false)
            : new SqliteLockStatementProvider(enableSchemaCaching: false);

    /// <summary>A context on the database, outside any application.</summary>
    public TContext Open<TContext>()
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    public async Task<T> Read<TContext, T>(Func<TContext, Task<T>> read)
        where TContext : DbContext
    {
        await using var db = Open<TContext>();
        return await read(db);
    }

    /// <summary>
    /// Adds the context's tables to what the database has; a SQLite file is made as EF Core makes it, with a
    /// write-ahead log.
    /// </summary>
    public async Task CreateTables<TContext>()
        where TContext : DbContext
    {
        await using var db = Open<TContext>();
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(TestContext.Current.CancellationToken))
            await creator.CreateAsync(TestContext.Current.CancellationToken);

        await creator.CreateTablesAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres != null)
        {
            await _postgres.DisposeAsync();
            return;
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory!, recursive: true);
    }
}
