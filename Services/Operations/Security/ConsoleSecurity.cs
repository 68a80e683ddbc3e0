using EventDriven.Operations.Live;
using EventDriven.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EventDriven.Operations.Security;

/// <summary>
/// Who may see the console: an operator who has signed in. The token is checked once, at the sign-in; from then on a
/// cookie names the operator until the token expires.
/// </summary>
internal static class ConsoleSecurity
{
    /// <summary>The policy of every page but the sign-in: signed in, with the operator's scope.</summary>
    public const string Operator = "console";

    /// <summary>The cookie's scheme.</summary>
    public const string Cookie = "console";

    /// <summary>The scheme that a token is checked by at the sign-in.</summary>
    public const string Token = "console-token";

    // Everything is the console's own: a page runs no script and loads nothing that was not deployed with it, and is
    // shown in no other's frame.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A failed message's body comes back with the form that edits it.
    private const long MaxFormBytes = 4 * 1024 * 1024;

    /// <summary>Adds the sign-in and its policy.</summary>
    public static void AddConsoleSecurity(this IServiceCollection services)
    {
        services
            .AddAuthentication()
            .AddAcceptedTokens(Token)
            .AddCookie(Cookie, cookie =>
            {
                cookie.Cookie.Name = "console";
                cookie.Cookie.Path = OperationsService.Path;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.LoginPath = $"{OperationsService.Path}/signin";
                cookie.AccessDeniedPath = cookie.LoginPath;
                cookie.ReturnUrlParameter = "next";
                cookie.SlidingExpiration = false;
                cookie.Events.OnRedirectToLogin = Challenge;
            });
        services.AddDataProtection().SetApplicationName("event-driven-console");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IServiceScopeFactory>((keys, scopes) => keys.XmlRepository = new SignInKeys(scopes));
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
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true; // The content security policy says it.
        });
        services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
    }

    /// <summary>
    /// Serves the console by a branch of its own: what other services of the process do with requests, their limits,
    /// their errors, their tokens, is not done with the console's.
    /// </summary>
    public static void UseConsole(this IApplicationBuilder app) =>
        app.MapWhen(
            static context =>
                context.Request.Path.StartsWithSegments(OperationsService.Path, StringComparison.OrdinalIgnoreCase),
            static console =>
            {
                console.UseSecurityHeaders();
                console.Use(
                    static (context, next) =>
                    {
                        // At the last moment, as the headers of every service: an error begins the answer anew.
                        context.Response.OnStarting(
                            static state =>
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
                    console.UseHsts();
                console.UseErrorPages();
                console.Use(
                    static (context, next) =>
                    {
                        if (context.GetEndpoint() is not null)
                            return next(context);
                        // Nobody is asked who they are for what is not there, whatever the process does with such
                        // requests elsewhere.
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                    }
                );
                console.UseLivePages();
                // The process has chosen the endpoint before the branch: this runs it.
                console.UseRouting();
                console.UseAuthorization();
                console.UseEndpoints(static _ => { });
            }
        );

    // What asks in the background is told so, and not given the sign-in page for an answer.
    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> challenge)
    {
        if (challenge.Request.Headers["Sec-Fetch-Mode"] is [{ } mode] && mode != "navigate")
            challenge.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            challenge.Response.Redirect(challenge.RedirectUri);
        return Task.CompletedTask;
    }
}
