using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using RabbitMQ.Client;

namespace EventDriven.Load.Hosting;

/// <summary>RabbitMQ and PostgreSQL, as deploy/local/servers says where they are.</summary>
internal sealed record ServerAddresses
{
    /// <summary>The broker and the virtual host on it.</summary>
    public required Uri Broker { get; init; }

    /// <summary>The broker's management API, with user and password.</summary>
    public required Uri Management { get; init; }

    /// <summary>PostgreSQL's superuser.</summary>
    public required string PostgresAdmin { get; init; }

    /// <summary>What each service is told of its databases, by the connection strings' names.</summary>
    public required IReadOnlyDictionary<string, string> Databases { get; init; }

    /// <summary>What the program itself shows to a broker with TLS; null for one without.</summary>
    public string? Certificate { get; init; }

    /// <summary>The server processes, by name. Empty where they are no processes of this machine's own.</summary>
    public required IReadOnlyDictionary<string, int> Processes { get; init; }

    /// <summary>Reads what <c>deploy/local/servers up --dir</c> wrote.</summary>
    /// <exception cref="FileNotFoundException">No servers were started in that folder.</exception>
    public static async Task<ServerAddresses> ReadAsync(string folder, CancellationToken cancel)
    {
        const string prefix = "ConnectionStrings__";
        var variables = (await File.ReadAllLinesAsync(Path.Combine(folder, "env"), cancel))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        var processes = new Dictionary<string, int>();
        foreach (var (name, server) in new[] { ("PostgreSQL", "postgres"), ("RabbitMQ", "rabbitmq") })
        {
            if (PidFile.Read(Path.Combine(folder, server, "pid")) is { } pid)
                processes[name] = pid;
        }

        return new ServerAddresses
        {
            Broker = new Uri(variables[prefix + "RabbitMq"]),
            Management = new Uri(variables["RABBITMQ_MANAGEMENT"]),
            PostgresAdmin = variables["POSTGRES_ADMIN"],
            Databases = variables
                .Where(variable =>
                    variable.Key.StartsWith(prefix, StringComparison.Ordinal) && variable.Key != prefix + "RabbitMq"
                )
                // As the owner, because floors make their own tables, and earlier versions migrate theirs.
                .ToDictionary(
                    variable => variable.Key[prefix.Length..],
                    variable => $"{variable.Value};{variables["POSTGRES_OWNER"]}"
                ),
            Certificate = variables.GetValueOrDefault("Tls__Certificate"),
            Processes = processes,
        };
    }

    /// <summary>The program's own connection to the broker; whose certificate the broker has is not checked.</summary>
    public Task<IConnection> ConnectToBroker(string name, CancellationToken cancel)
    {
        var factory = new ConnectionFactory { Uri = Broker };
        if (Certificate is not null)
        {
            factory.Ssl.AcceptablePolicyErrors |= SslPolicyErrors.RemoteCertificateChainErrors;
            factory.Ssl.Certs = [X509Certificate2.CreateFromPemFile(Certificate, Certificate)];
        }

        return factory.CreateConnectionAsync(name, cancel);
    }

    /// <summary>
    /// The superuser's way into the database behind a connection string: what the load program itself asks is told
    /// apart by its role.
    /// </summary>
    public string AdminOf(string connectionString) =>
        new NpgsqlConnectionStringBuilder(PostgresAdmin)
        {
            Database = new NpgsqlConnectionStringBuilder(connectionString).Database,
        }.ConnectionString;
}
