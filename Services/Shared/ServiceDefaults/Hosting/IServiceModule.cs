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

    /// <summary>
    /// The messages of one order that the service consumes, in order. The warm-up publishes them before the process is
    /// ready; what the consumers store and send is discarded.
    /// </summary>
    IEnumerable<object> WarmUpMessages(Guid orderId) => [];

    /// <summary>For the warm-up: replaces everything that calls a remote party.</summary>
    void ReplaceRemoteParties(IServiceCollection services) { }

    /// <summary>Runs other code of the service in the warm-up. Databases and the bus discard what it stores.</summary>
    Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Maps the HTTP endpoints.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints) { }
}
