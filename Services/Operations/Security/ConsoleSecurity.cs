using EventDriven.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace EventDriven.Operations.Security;

/// <summary>
/// Who may see the console: an operator who has signed in. The token is checked once, at the sign-in; from then on a cookie names the operator until
/// the token expires.
/// </summary>
internal static class ConsoleSecurity
{
    /// <summary>The policy of every page but the sign-in: signed in, with the operator's scope.</summary>
    public const string Operator = "console";

    /// <summary>The cookie's scheme.</summary>
    public const string Cookie = "console";

    /// <summary>The scheme that a token is checked by at the sign-in.</summary>
    public const string Token = "console-token";

    // Everything is the console's own: a page runs no script and loads nothing that was not deployed with it, and is shown in no other's frame.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds the sign-in and its policy.</summary>
    public static void AddConsoleSecurity(this IServiceCollection services)
    {
        services.AddAuthentication()
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
            });
        services.AddAuthorizationBuilder().AddPolicy(Operator, policy => policy
            .AddAuthenticationSchemes(Cookie)
            .RequireAuthenticatedUser()
            .AddRequirements(new ScopeRequirement(Scopes.Operate)));
        services.Configure<AntiforgeryOptions>(antiforgery =>
        {
            antiforgery.Cookie.Name = "console-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true; // The content security policy says it.
        });
    }

    /// <summary>Puts it before the endpoints.</summary>
    public static void UseConsoleSecurity(this IApplicationBuilder app)
    {
        app.Use(static (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(OperationsService.Path, StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                context.Response.Headers["Referrer-Policy"] = "same-origin";
            }

            return next(context);
        });
        app.UseSecurityHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
    }
}
