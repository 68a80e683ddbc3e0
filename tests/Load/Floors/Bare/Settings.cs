using EventDriven.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Where one service's broker and database are: the settings of the real one.</summary>
/// <param name="configuration">The process's configuration.</param>
/// <param name="service">The service.</param>
internal sealed class Settings(IConfiguration configuration, string service)
{
    /// <summary>The broker's address.</summary>
    public Uri RabbitMq { get; } = configuration.RabbitMqAddress();

    /// <summary>The service, as the broker shows its connection.</summary>
    public string Service { get; } = service;

    /// <summary>How long the remote party takes that the service asks; zero where there is none.</summary>
    public TimeSpan Latency { get; } =
        service switch
        {
            "payments" => configuration.Latency(RemoteParties.Provider),
            "shipping" => configuration.Latency(RemoteParties.Carrier),
            _ => TimeSpan.Zero,
        };

    /// <summary>
    /// Opens a connection to the service's database; everything is in the schema "floor", beside the real one's tables.
    /// </summary>
    public async Task<NpgsqlConnection> Open(CancellationToken cancellationToken)
    {
        var name = Service == "entry-api" ? "EntryApi" : char.ToUpperInvariant(Service[0]) + Service[1..];
        var connectionString = new NpgsqlConnectionStringBuilder(configuration.DatabaseConnectionString(name))
        {
            SearchPath = "floor",
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            ApplicationName = $"floor-{Service}",
        };
        var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
