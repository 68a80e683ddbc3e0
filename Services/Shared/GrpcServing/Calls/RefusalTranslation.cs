using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>
/// Tells a gRPC client by a gRPC status what routing, authentication, authorisation or rate limiting has refused by an
/// HTTP status. It is before all of them in the pipeline, whichever the host has.
/// </summary>
internal sealed class RefusalTranslation : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(TranslateAsync);
            next(app);
        };

    private static async Task TranslateAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (!http.Response.HasStarted && GrpcRequest.IsGrpc(http.Request) && StatusOf(http) is { } status)
            GrpcResponse.End(http, status);
    }

    private static Status? StatusOf(HttpContext http) =>
        http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => new Status(
                StatusCode.Unauthenticated,
                "The call has no valid credentials."
            ),
            StatusCodes.Status403Forbidden => new Status(
                StatusCode.PermissionDenied,
                "The caller may not make this call."
            ),
            StatusCodes.Status404NotFound => new Status(
                StatusCode.Unimplemented,
                $"There is no method {http.Request.Path} here."
            ),
            StatusCodes.Status429TooManyRequests => new Status(
                StatusCode.ResourceExhausted,
                "Too many calls: try again later."
            ),
            StatusCodes.Status503ServiceUnavailable => new Status(
                StatusCode.Unavailable,
                "The server cannot take the call now: try again later."
            ),
            _ => null,
        };
}
