using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EventDriven.Security;

/// <summary>Adds security headers to every response, also to errors, unless the endpoint sets its own.</summary>
public static class SecurityHeaders
{
    /// <summary>Call it before other middleware.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            static (context, next) =>
            {
                // At the start of the response, because an exception handler resets the headers.
                context.Response.OnStarting(
                    static state =>
                    {
                        var answered = (HttpContext)state;
                        var headers = answered.Response.Headers;
                        headers.XContentTypeOptions = "nosniff";
                        headers.TryAdd("Content-Security-Policy", "frame-ancestors 'none'");
                        headers.TryAdd("Referrer-Policy", "no-referrer");
                        // Responses to authenticated requests must not be cached.
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
