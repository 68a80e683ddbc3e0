using EventDriven.GrpcServing.Calls;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to routes.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every method of a service to <c>POST /service/method</c>. The attributes of the class and of its methods,
    /// such as <c>[Authorize]</c>, are the endpoints' metadata. Each call has a service of its own, from the request's
    /// scope.
    /// </summary>
    /// <typeparam name="TService">A class derived from the base that protoc's C# plugin generates.</typeparam>
    /// <param name="builder">The host's routes.</param>
    /// <returns>For conventions that all methods share.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddGrpc</c> is missing, or the class is no such service.
    /// </exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.ServiceProvider.GetService<CallSettings>()
            ?? throw new InvalidOperationException(
                "gRPC services cannot be mapped before services.AddGrpc() has been called."
            );
        return new GrpcServiceEndpointConventionBuilder(ServiceMethods<TService>.Map(builder, settings));
    }
}
