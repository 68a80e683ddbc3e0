using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// A service, which is hosted alone or together with others (the embedded host). Only the configuration differs.
/// </summary>
public interface IServiceModule
{
    /// <summary>Such as "inventory".</summary>
    string Name { get; }

    /// <summary>
    /// Whether the service is not ready without the broker. A service that can serve without it stays ready, with a
    /// degraded bus, so that an outage of the broker is not one of the service.
    /// </summary>
    bool NeedsTheBus => true;

    /// <summary>Adds the database and domain services.</summary>
    /// <param name="services">Shared with the other modules of the process.</param>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Adds consumers or a saga, each with its queue, and the outbox of the database.</summary>
    void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration);

    /// <summary>Adds endpoints that belong to no consumer or saga.</summary>
    void AddEndpoints(IReceiveConfigurator transport, IBusRegistrationContext context) { }

    /// <summary>Adds middleware, for the requests to all services of the process.</summary>
    void UseMiddleware(IApplicationBuilder app) { }

    /// <summary>Maps the HTTP endpoints.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints) { }
}
