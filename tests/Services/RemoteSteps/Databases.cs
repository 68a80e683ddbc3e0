using EventDriven.TestServers;
using Xunit;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>
/// The databases of a service and of its remote party for one test: on PostgreSQL, or files of SQLite in a folder of
/// their own.
/// </summary>
internal sealed class Databases : IAsyncDisposable
{
    private readonly List<TestDatabase> _postgres = [];
    private readonly DirectoryInfo? _folder;

    private Databases(DirectoryInfo? folder) => _folder = folder;

    /// <summary>The settings that name them.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public static async Task<Databases> OnPostgresAsync(Servers servers, params string[] names)
    {
        var databases = new Databases(folder: null);
        databases.Settings["Database"] = "Postgres";
        foreach (var name in names)
        {
            var database = await servers.CreateDatabaseAsync(
                name.ToLowerInvariant(),
                TestContext.Current.CancellationToken
            );
            databases._postgres.Add(database);
            databases.Settings[$"ConnectionStrings:{name}"] = database.ConnectionString;
        }
        return databases;
    }

    public static Databases OnSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("event-driven-services-");
        var databases = new Databases(folder);
        databases.Settings["Database"] = "Sqlite";
        databases.Settings["DataDirectory"] = folder.FullName;
        return databases;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _postgres)
            await database.DisposeAsync();

        if (_folder is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }
}
