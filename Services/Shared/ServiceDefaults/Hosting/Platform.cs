using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace EventDriven.ServiceDefaults;

/// <summary>What carries the messages; setting <c>Transport</c>.</summary>
public enum TransportKind
{
    /// <summary>RabbitMQ, at <c>ConnectionStrings:RabbitMq</c>: the default.</summary>
    RabbitMq,

    /// <summary>MassTransit's in-memory transport: all services in one process.</summary>
    InMemory,
}

/// <summary>What keeps the data; setting <c>Database</c>.</summary>
public enum DatabaseKind
{
    /// <summary>
    /// PostgreSQL, one database and one role per service, at <c>ConnectionStrings:{name}</c>: the default.
    /// </summary>
    Postgres,

    /// <summary>SQLite, one file per service in the folder of the setting <c>DataDirectory</c>.</summary>
    Sqlite,
}

/// <summary>Reads the settings that choose the platform a service runs on.</summary>
public static class Platform
{
    /// <summary>What carries the messages.</summary>
    /// <exception cref="StartRefusedException">The setting names no transport.</exception>
    public static TransportKind Transport(this IConfiguration configuration) =>
        Read(configuration, "Transport", TransportKind.RabbitMq);

    /// <summary>What keeps the data.</summary>
    /// <exception cref="StartRefusedException">The setting names no database.</exception>
    public static DatabaseKind Database(this IConfiguration configuration) =>
        Read(configuration, "Database", DatabaseKind.Postgres);

    /// <summary>
    /// The folder for SQLite files and for mail that is written to files; <c>data</c> below the current one unless set.
    /// </summary>
    public static string DataDirectory(this IConfiguration configuration) =>
        Path.GetFullPath(configuration["DataDirectory"] ?? "data");

    /// <summary>The connection string of a database; on SQLite a file in the data folder unless it is set.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="name">The database, such as "Orders".</param>
    /// <exception cref="StartRefusedException">On PostgreSQL, when it is not set.</exception>
    public static string DatabaseConnectionString(this IConfiguration configuration, string name)
    {
        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
            return connectionString;

        if (configuration.Database() == DatabaseKind.Postgres)
            throw Missing(name, $"Host=localhost;Database={name.ToLowerInvariant()};Username=...;Password=...");

        return new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(configuration.DataDirectory(), $"{name.ToLowerInvariant()}.db"),
        }.ConnectionString;
    }

    /// <summary>The broker's address, such as amqp://user:password@localhost:5672/orders.</summary>
    /// <exception cref="StartRefusedException">It is not set, or is not an AMQP address.</exception>
    public static Uri RabbitMqAddress(this IConfiguration configuration)
    {
        const string name = "RabbitMq";
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrEmpty(text))
            throw Missing(name, "amqp://user:password@localhost:5672/");

        // The text itself is not repeated: it holds a password.
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "amqp" or "amqps"
            ? address
            : throw new StartRefusedException(
                $"The setting ConnectionStrings:{name} is not an address of the form "
                    + "amqp://user:password@host:5672/vhost."
            );
    }

    private static StartRefusedException Missing(string name, string example) =>
        new(
            $"The setting ConnectionStrings:{name} is missing. Set it, for instance as the environment variable "
                + $"ConnectionStrings__{name}={example}; "
                + "or run everything in one process without servers: dotnet run --project Services/AllInOne"
        );

    private static T Read<T>(IConfiguration configuration, string key, T otherwise)
        where T : struct, Enum =>
        configuration[key] switch
        {
            null or "" => otherwise,
            { } text when Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) => value,
            { } text => throw new StartRefusedException(
                $"The setting {key} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}."
            ),
        };
}
