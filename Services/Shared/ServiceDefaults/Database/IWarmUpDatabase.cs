using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// A database of the process, for the <see cref="WarmUp" />: one connection, whose temporary tables have the columns
/// and indexes of the service's tables. PostgreSQL drops them with the connection.
/// </summary>
internal interface IWarmUpDatabase
{
    /// <summary>
    /// False behind a pooler, which may give each statement another server connection, and with another schema.
    /// </summary>
    bool CanHaveTemporaryTables { get; }

    /// <summary>Replaces the database of the services.</summary>
    void UseTemporaryTables(IServiceCollection services);

    /// <summary>Adds the initial data to the temporary tables.</summary>
    Task SeedAsync(IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>Closes the connection.</summary>
    void DiscardTemporaryTables();
}
