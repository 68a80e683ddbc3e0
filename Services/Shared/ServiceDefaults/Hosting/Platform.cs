using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace EventDriven.ServiceDefaults;

/// <summary>The setting <c>Transport</c>.</summary>
public enum TransportKind
{
    /// <summary>At <c>ConnectionStrings:RabbitMq</c>; the default.</summary>
    RabbitMq,

    /// <summary>For all services in one process.</summary>
    InMemory,
}

/// <summary>The setting <c>Database</c>.</summary>
public enum DatabaseKind
{
    /// <summary>A database and a role per service, at <c>ConnectionStrings:{name}</c>; the default.</summary>
    Postgres,

    /// <summary>A file per service in the folder <c>DataDirectory</c>.</summary>
    Sqlite,
}

/// <summary>The settings of transport and database; invalid ones throw StartRefusedException.</summary>
public static class Platform
{
    /// <summary>RabbitMQ unless set.</summary>
    public static TransportKind Transport(this IConfiguration configuration) =>
        Read(configuration, "Transport", TransportKind.RabbitMq);

    /// <summary>PostgreSQL unless set.</summary>
    public static DatabaseKind Database(this IConfiguration configuration) =>
        Read(configuration, "Database", DatabaseKind.Postgres);

    /// <summary>The folder for SQLite files and mail; <c>data</c> below the current one unless set.</summary>
    public static string DataDirectory(this IConfiguration configuration) =>
        Path.GetFullPath(configuration["DataDirectory"] ?? "data");

    /// <summary>Required on PostgreSQL; on SQLite a file in the data folder unless set.</summary>
    /// <param name="name">The database, such as "Orders".</param>
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

    /// <summary>An AMQP address with user and password; required.</summary>
    public static Uri RabbitMqAddress(this IConfiguration configuration)
    {
        const string name = "RabbitMq";
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrEmpty(text))
            throw Missing(name, "amqps://user:password@localhost:5671/");

        // Not with the text, because it holds a password.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            throw new StartRefusedException(
                $"The setting ConnectionStrings:{name} is not an address of the form "
                    + "amqps://user:password@host:5671/vhost."
            );
        }

        if (address.Scheme == "amqp")
            configuration.RefusePlaintext($"ConnectionStrings:{name}", "an address that begins with amqps://");
        return address;
    }

    /// <summary>
    /// The nodes of a RabbitMQ cluster, as host:port, in the setting <c>RabbitMq:Nodes</c>; empty if it is not set.
    /// Then the host of <c>ConnectionStrings:RabbitMq</c> is the name that the certificates of all nodes have.
    /// </summary>
    /// <exception cref="StartRefusedException">One of them is no host with a port.</exception>
    public static IReadOnlyList<string> RabbitMqNodes(this IConfiguration configuration)
    {
        var nodes = (configuration["RabbitMq:Nodes"] ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return
            nodes.FirstOrDefault(node =>
                !Uri.TryCreate($"amqps://{node}", UriKind.Absolute, out var address)
                || address.Port <= 0
                || !address.Authority.Equals(node, StringComparison.OrdinalIgnoreCase)
            )
                is { } wrong
            ? throw new StartRefusedException(
                $"The setting RabbitMq:Nodes has {wrong}, which is not of the form host:5671. Put commas between nodes."
            )
            : nodes;
    }

    /// <summary>The user and the password of an address; empty if it has none.</summary>
    public static (string User, string Password) Credentials(this Uri address) =>
        address.UserInfo.Split(':', 2) is [var user, var password]
            ? (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : (Uri.UnescapeDataString(address.UserInfo), "");

    /// <summary>
    /// Adds the files of the folder <c>SecretsDirectory</c>, if it is set: <c>ConnectionStrings__Orders</c> holds the
    /// setting ConnectionStrings:Orders. A changed file takes effect at the next connection.
    /// </summary>
    public static void AddSecrets(this ConfigurationManager configuration)
    {
        if (!configuration.HasSecrets())
            return;
        var folder = Path.GetFullPath(configuration["SecretsDirectory"]!);
        if (!Directory.Exists(folder))
            throw new StartRefusedException($"The folder {folder} of the setting SecretsDirectory does not exist.");
        configuration.AddKeyPerFile(source =>
        {
            // Kubernetes replaces a link to the folder of the files, which a watcher of the files does not notice.
            source.FileProvider = new PhysicalFileProvider(folder)
            {
                UsePollingFileWatcher = true,
                UseActivePolling = true,
            };
            source.ReloadOnChange = true;
        });
    }

    /// <summary>Whether passwords can change while the process runs.</summary>
    internal static bool HasSecrets(this IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["SecretsDirectory"]);

    /// <summary>Whether connections to RabbitMQ and PostgreSQL may be unencrypted; false unless set.</summary>
    public static bool AllowsPlaintext(this IConfiguration configuration) =>
        configuration.GetValue<bool>("AllowPlaintext");

    /// <param name="setting">The setting that names an unencrypted connection.</param>
    /// <param name="encrypted">The value that names an encrypted one.</param>
    public static void RefusePlaintext(this IConfiguration configuration, string setting, string encrypted)
    {
        if (!configuration.AllowsPlaintext())
            throw new StartRefusedException(
                $"The setting {setting} names a connection without TLS: passwords and orders could be read on the "
                    + $"network. Set {encrypted}, and Tls:CertificateAuthority and Tls:Certificate to the PEM files "
                    + "(deploy/certificates makes them); or allow it with AllowPlaintext=true."
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
