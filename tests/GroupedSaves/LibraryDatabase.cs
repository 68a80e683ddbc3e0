using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>A library on PostgreSQL, with contexts that save in groups and contexts that do not.</summary>
internal sealed class LibraryDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly DbContextOptions<Library> _grouped;
    private readonly DbContextOptions<Library> _plain;

    private LibraryDatabase(TestDatabase database, string? settings, ILoggerFactory? loggers)
    {
        _database = database;
        ConnectionString = $"{database.ConnectionString};{settings}";
        _plain = new DbContextOptionsBuilder<Library>().UseNpgsql(ConnectionString).Options;
        var grouped = new DbContextOptionsBuilder<Library>().UseNpgsql(ConnectionString);
        grouped.UseGroupedSaves();
        if (loggers is not null)
            grouped.UseLoggerFactory(loggers);
        _grouped = grouped.Options;
    }

    public string ConnectionString { get; }

    public static async Task<LibraryDatabase> CreateAsync(
        Servers servers,
        string? settings = null,
        ILoggerFactory? loggers = null
    )
    {
        var database = await servers.CreateDatabaseAsync("library", TestContext.Current.CancellationToken);
        var library = new LibraryDatabase(database, settings, loggers);
        await using var context = library.Plain();
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return library;
    }

    /// <summary>A context that saves in groups.</summary>
    public Library Grouped() => new(_grouped);

    /// <summary>A context as EF Core makes it.</summary>
    public Library Plain() => new(_plain);

    /// <summary>Saves a change in a context of its own.</summary>
    public async Task<int> SaveAsync(Action<Library> change)
    {
        await using var context = Grouped();
        change(context);
        return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Keeps the group at work until the result is disposed of: what is saved meanwhile makes one group, in the order
    /// of the calls.
    /// </summary>
    public async Task<IAsyncDisposable> KeepAtWorkAsync()
    {
        var held = new Book { Id = Guid.NewGuid() };
        await using (var context = Plain())
        {
            context.Add(held);
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var session = await LockAsync(held.Id);
        var blocked = SaveAsync(context =>
        {
            context.Attach(held);
            held.Title = "changed";
        });
        await Eventually.Holds(async () =>
            await ScalarAsync<long>(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """
            ) > 0
        );
        return new Release(async () =>
        {
            await session.DisposeAsync();
            await blocked;
        });
    }

    /// <summary>Locks a book in a session of its own, until the session is disposed of.</summary>
    public async Task<NpgsqlConnection> LockAsync(Guid book)
    {
        var session = new NpgsqlConnection($"{_database.ConnectionString};Pooling=false");
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(session, "BEGIN");
        await ExecuteAsync(session, $"""SELECT 1 FROM "Books" WHERE "Id" = '{book}' FOR UPDATE""");
        return session;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>How many transactions wrote these books.</summary>
    public Task<long> TransactionsAsync(params IEnumerable<Guid> books) =>
        ScalarAsync<long>(
            $"""SELECT count(DISTINCT xmin::text) FROM "Books" WHERE "Id" IN ('{string.Join("','", books)}')"""
        );

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Release(Func<Task> release) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await release();
    }
}
