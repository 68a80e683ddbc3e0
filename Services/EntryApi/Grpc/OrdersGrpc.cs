using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Security;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Grpc;

internal static class OrdersGrpc
{
    public static void AddOrdersGrpc(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = OrderEndpoints.MaxBodyBytes;
            // Routes of unknown services would turn 405 into 404 for REST clients.
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<FailureInterceptor>();
        });
        // The size is not limited after decompression, so compressed messages are refused.
        services.PostConfigure<GrpcServiceOptions>(grpc => grpc.CompressionProviders.Clear());
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health => health.Services.Map(V1.Orders.Descriptor.FullName, _ => true));
    }

    /// <summary>Health is as open as <c>/health/ready</c>, reflection as <c>/openapi.json</c>.</summary>
    public static void MapOrdersGrpc(this IEndpointRouteBuilder endpoints)
    {
        // Kestrel would reset the stream before Grpc.AspNetCore can answer RESOURCE_EXHAUSTED.
        endpoints
            .MapGrpcService<OrdersService>()
            .RequireAuthorization(Policies.Orders)
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        endpoints.MapGrpcHealthChecksService().AllowAnonymous().DisableRateLimiting();
        endpoints.MapGrpcReflectionService().AllowAnonymous();
    }
}
