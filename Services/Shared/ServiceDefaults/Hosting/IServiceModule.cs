using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// One service: registers itself once, and is hosted alone (its own process) or together with others (the embedded
/// host). What differs between the two is configuration, never code.
/// </summary>
public interface IServiceModule
{
    /// <summary>The service's name in logs and health reports, such as "inventory".</summary>
    string Name { get; }

    /// <summary>
    /// Whether the service can do nothing while the broker is away. One that goes on serving stays ready then, with its
    /// bus reported as degraded: a probe that took it out of service would turn the broker's outage into its own.
    /// </summary>
    bool NeedsTheBus => true;

    /// <summary>Adds the service's database and domain services.</summary>
    /// <param name="services">The host's services, shared with the other modules of the process.</param>
    /// <param name="configuration">The host's configuration.</param>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>
    /// Adds the service's consumers or saga, each with its queue, and the outbox of the queues that write to its
    /// database.
    /// </summary>
    /// <param name="bus">The bus of the process.</param>
    /// <param name="configuration">The host's configuration.</param>
    void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration);

    /// <summary>
    /// Adds endpoints that are no consumer's or saga's, and so are configured by hand; most have none.
    /// </summary>
    /// <param name="transport">The transport of the bus.</param>
    /// <param name="context">The bus's services.</param>
    void AddEndpoints(IReceiveConfigurator transport, IBusRegistrationContext context) { }

    /// <summary>
    /// Adds what HTTP requests go through before an endpoint sees them, whichever service's it is: whoever hosts the
    /// service gets it. Most add nothing.
    /// </summary>
    /// <param name="app">The process.</param>
    void UseMiddleware(IApplicationBuilder app) { }

    /// <summary>Maps the service's HTTP endpoints; most have none.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    void MapEndpoints(IEndpointRouteBuilder endpoints) { }
}
