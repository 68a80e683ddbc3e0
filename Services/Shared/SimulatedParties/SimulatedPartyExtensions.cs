using EventDriven.RemoteParties;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.SimulatedParties;

/// <summary>Adds simulated remote parties, each with a database of its own.</summary>
public static class SimulatedPartyExtensions
{
    public static void AddSimulatedPaymentProvider(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSimulatedParty<
            IPaymentProvider,
            SimulatedPaymentProvider,
            ProviderLedgerDbContext,
            ProviderPayment
        >(configuration, database: "PaymentProvider", section: "Provider");

    public static void AddSimulatedCarrier(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSimulatedParty<ICarrier, SimulatedCarrier, CarrierDbContext, CarrierParcel>(
            configuration,
            database: "Carrier",
            section: "Carrier"
        );

    private static void AddSimulatedParty<TContract, TParty, TDbContext, TAccount>(
        this IServiceCollection services,
        IConfiguration configuration,
        string database,
        string section
    )
        where TContract : class
        where TParty : SimulatedRemoteParty<TAccount>, TContract
        where TDbContext : DbContext
        where TAccount : SimulatedAccount, new()
    {
        var options = configuration.GetSection(section).Get<RemotePartyOptions>() ?? new RemotePartyOptions();
        services
            .AddServiceDatabase<TDbContext>(configuration, database)
            .AddSingleton<IAccounts<TAccount>, DatabaseAccounts<TDbContext, TAccount>>()
            .AddSingleton<TContract>(provider => ActivatorUtilities.CreateInstance<TParty>(provider, options));
    }
}
