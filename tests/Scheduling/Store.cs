using EventDriven.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Scheduling.Tests;

/// <summary>A database of its own for a test, and what the test asks of it from outside.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly ManualTime _time;
    private readonly TestDatabase? _postgres;
    private readonly string? _file;

    private Store(ManualTime time, TestDatabase? postgres, string? file) =>
        (_time, _postgres, _file) = (time, postgres, file);

    public bool IsSqlite => _file is not null;

    public static async Task<Store> Create(Engine engine, Servers servers, ManualTime time)
    {
        var store =
            engine == Engine.PostgreSql
                ? new Store(
                    time,
                    await servers.CreateDatabaseAsync("alarms", TestContext.Current.CancellationToken),
                    null
                )
                : new Store(time, null, Path.Combine(Path.GetTempPath(), $"alarms-{Guid.NewGuid():n}.db"));
        await using var db = store.Open();
        await db.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public void Configure(DbContextOptionsBuilder options)
    {
        if (_postgres is not null)
            options.UseNpgsql(_postgres.ConnectionString);
        else
            options.UseSqlite($"Data Source={_file}");
    }

    public AlarmDbContext Open()
    {
        var options = new DbContextOptionsBuilder<AlarmDbContext>();
        Configure(options);
        return new AlarmDbContext(options.Options);
    }

    /// <summary>How many rows of the table of scheduled messages there are, such as <c>"SentAt" IS NULL</c>.</summary>
    public async Task<int> Scheduled(string where = "1 = 1")
    {
        await using var db = Open();
#pragma warning disable EF1002 // The condition is the test's own.
        return await db
            .Database.SqlQueryRaw<int>(
                $"""SELECT CAST(COUNT(*) AS INTEGER) AS "Value" FROM "ScheduledMessage" WHERE {where}"""
            )
            .SingleAsync();
#pragma warning restore EF1002
    }

    public async Task Execute(string sql)
    {
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>
    /// Waits until the database is as the test expects. The clock goes on meanwhile, as in <see cref="Heard.Next"/>.
    /// </summary>
    public Task Becomes(string expectation, Func<AlarmDbContext, Task<bool>> isSo) =>
        Eventually.Holds(
            async () =>
            {
                await using var db = Open();
                if (await isSo(db))
                    return true;
                _time.Advance(Heard.Step);
                return false;
            },
            expectation
        );

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
            return;
        }
        SqliteConnection.ClearAllPools();
        File.Delete(_file!);
    }
}
