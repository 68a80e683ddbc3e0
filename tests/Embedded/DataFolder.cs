using Microsoft.Data.Sqlite;

namespace EventDriven.Embedded.Tests;

/// <summary>A data folder of a test's own, gone with it, and what is in its databases.</summary>
internal sealed class DataFolder(string? path = null) : IDisposable
{
    public string FullPath { get; } = path ?? Directory.CreateTempSubdirectory("embedded-").FullName;

    /// <summary>How many messages were written to customers.</summary>
    public int Mails => Directory.GetFiles(Path.Combine(FullPath, "mail"), "*.eml").Length;

    /// <summary>The one number that a query answers.</summary>
    public long Number(string database, string sql)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(FullPath, $"{database}.db")};Mode=ReadOnly;Pooling=False"
        );
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
