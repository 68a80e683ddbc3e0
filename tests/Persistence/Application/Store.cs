using EventDriven.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>An empty database of one test, which outlives the processes (hosts) that the test starts on it.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly TestDatabase? _postgres;
    private readonly string? _directory;

    private Store(TestDatabase? postgres, string? directory)
    {
        _postgres = postgres;
        _directory = directory;
    }

    /// <summary>The database's name on its server.</summary>
    public string? Name => _postgres?.Name;

    public static async Task<Store> Create(Servers servers, Database database, string name = "persistence") =>
        database switch
        {
            Database.PostgreSql => new Store(
                await servers.CreateDatabaseAsync(name, TestContext.Current.CancellationToken),
                null
            ),
            _ => new Store(null, Directory.CreateTempSubdirectory(name).FullName),
        };

    public void Use(DbContextOptionsBuilder options)
    {
        if (_postgres != null)
            options.UseNpgsql(_postgres.ConnectionString);
        else
            options.UseSqlite($"Data Source={Path.Combine(_directory!, "store.db")}");
    }

    /// <summary>A context on the database, outside any host.</summary>
    public OrdersDbContext Open()
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        Use(options);
        return new OrdersDbContext(options.Options);
    }

    public async Task<T> Read<T>(Func<OrdersDbContext, Task<T>> read)
    {
        await using var db = Open();
        return await read(db);
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
