using EventDriven.GrpcServing.Calls;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what serves gRPC.</summary>
public static class GrpcServicesExtensions
{
    /// <summary>
    /// Adds what services need that are mapped with <c>MapGrpcService</c>. Deadlines are counted by the registered
    /// <see cref="TimeProvider"/>.
    /// </summary>
    /// <remarks>
    /// What the pipeline refuses (401, 403, 404, 429, 503) reaches gRPC clients as a gRPC status. A startup filter that
    /// writes pages for errors has to be registered before this, so that it finds nothing left to write about.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    public static void AddGrpc(this IServiceCollection services) => services.AddGrpc(static _ => { });

    /// <summary>
    /// Adds what services need that are mapped with <c>MapGrpcService</c>; see
    /// <see cref="AddGrpc(IServiceCollection)"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configureOptions">Sets the settings.</param>
    public static void AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        services.Configure(configureOptions);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CallSettings>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, RefusalTranslation>());
    }
}
