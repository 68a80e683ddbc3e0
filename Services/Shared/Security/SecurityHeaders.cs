using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EventDriven.Security;

/// <summary>The headers that every answer has, errors included, unless the endpoint has said its own.</summary>
public static class SecurityHeaders
{
    /// <summary>Adds them to whatever comes after.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            static (context, next) =>
            {
                // At the last moment: who handles an exception begins the answer anew.
                context.Response.OnStarting(
                    static state =>
                    {
                        var answered = (HttpContext)state;
                        var headers = answered.Response.Headers;
                        headers.XContentTypeOptions = "nosniff";
                        headers.TryAdd("Content-Security-Policy", "frame-ancestors 'none'");
                        headers.TryAdd("Referrer-Policy", "no-referrer");
                        // What is not open to everybody is somebody's own: no cache keeps it.
                        if (answered.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
                            headers.TryAdd("Cache-Control", "no-store");
                        return Task.CompletedTask;
                    },
                    context
                );
                return next(context);
            }
        );
}
