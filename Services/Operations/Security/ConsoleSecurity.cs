using EventDriven.Operations.Live;
using EventDriven.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventDriven.Operations.Security;

/// <summary>The token is checked at the sign-in; the cookie is valid as long as the token.</summary>
internal static class ConsoleSecurity
{
    public const string Operator = "console";

    public const string Cookie = "console";

    public const string Token = "console-token";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A failed message's body comes back with the form that edits it.
    private const long MaxFormBytes = 4 * 1024 * 1024;

    public static void AddConsoleSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddAuthentication()
            .AddAcceptedTokens(Token)
            .AddCookie(Cookie, cookie =>
            {
                cookie.Cookie.Name = "console";
                cookie.Cookie.Path = OperationsService.Path;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.LoginPath = $"{OperationsService.Path}/signin";
                cookie.AccessDeniedPath = cookie.LoginPath;
                cookie.ReturnUrlParameter = "next";
                cookie.SlidingExpiration = false;
                cookie.Events.OnRedirectToLogin = Challenge;
            });
        services.AddCookieKeys(configuration);
        services
            .AddAuthorizationBuilder()
            .AddPolicy(Operator, policy =>
                policy
                    .AddAuthenticationSchemes(Cookie)
                    .RequireAuthenticatedUser()
                    .AddRequirements(new ScopeRequirement(Scopes.Operate))
            );
        services.Configure<AntiforgeryOptions>(antiforgery =>
        {
            antiforgery.Cookie.Name = "console-form";
            antiforgery.Cookie.Path = OperationsService.Path;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true; // The content security policy says it.
        });
        services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
    }

    /// <summary>A branch of its own: the limits, errors and tokens of other services do not apply.</summary>
    public static void UseConsole(this IApplicationBuilder app) =>
        app.MapWhen(
            context => context.Request.Path.StartsWithSegments(OperationsService.Path),
            console =>
            {
                console.UseSecurityHeaders();
                console.Use(
                    (context, next) =>
                    {
                        // OnStarting, because an error page resets the headers.
                        context.Response.OnStarting(
                            state =>
                            {
                                var headers = ((HttpContext)state).Response.Headers;
                                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                                headers["Referrer-Policy"] = "same-origin";
                                headers.TryAdd("Cache-Control", "no-store");
                                return Task.CompletedTask;
                            },
                            context
                        );
                        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
                            body.MaxRequestBodySize = MaxFormBytes;
                        return next(context);
                    }
                );
                if (!console.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment())
                {
                    console.UseHsts();
                    console.WarnOfUnencryptedKeys();
                }

                console.UseErrorPages();
                console.Use(
                    (context, next) =>
                    {
                        if (context.GetEndpoint() is not null)
                            return next(context);
                        // An unknown address is not found, without a sign-in.
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                    }
                );
                console.UseLivePages();
                // Runs the endpoint, which was chosen before the branch.
                console.UseRouting();
                console.UseAuthorization();
                console.UseEndpoints(_ => { });
            }
        );

    // A script gets a status instead of the sign-in page.
    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> challenge)
    {
        if (challenge.Request.Headers["Sec-Fetch-Mode"] is [{ } mode] && mode != "navigate")
            challenge.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            challenge.Response.Redirect(challenge.RedirectUri);
        return Task.CompletedTask;
    }
}
