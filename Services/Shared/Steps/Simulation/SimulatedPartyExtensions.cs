using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Steps.Simulation;

/// <summary>Adds simulated remote parties.</summary>
public static class SimulatedPartyExtensions
{
    /// <summary>Adds a simulated remote party with its own database, of the same name.</summary>
    /// <typeparam name="TContract">How the service knows the party.</typeparam>
    /// <typeparam name="TParty">The party.</typeparam>
    /// <typeparam name="TDbContext">Its database.</typeparam>
    /// <typeparam name="TAccount">What it knows under one reference.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="database">The connection string's name.</param>
    /// <param name="section">The settings that say how the party behaves in time.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSimulatedParty<TContract, TParty, TDbContext, TAccount>(
        this IServiceCollection services,
        IConfiguration configuration,
        string database,
        string section
    )
        where TContract : class
        where TParty : SimulatedRemoteParty<TDbContext, TAccount>, TContract
        where TDbContext : DbContext
        where TAccount : SimulatedAccount, new()
    {
        var options = configuration.GetSection(section).Get<RemotePartyOptions>() ?? new RemotePartyOptions();
        return services
            .AddServiceDatabase<TDbContext>(configuration, database)
            // One statement, said so because there are several collections: each account as it stood at one moment.
            .AddSingleton(provider => new GroupedDecisions<TDbContext, string, TAccount>(
                provider.GetRequiredService<IServiceScopeFactory>(),
                (db, references) =>
                    db.Set<TAccount>()
                        .AsSingleQuery()
                        .Where(account => references.Contains(account.Reference))
                        .ToListAsync(),
                account => account.Reference
            ))
            .AddSingleton<TContract>(provider => ActivatorUtilities.CreateInstance<TParty>(provider, options));
    }
}
