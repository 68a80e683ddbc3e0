using EventDriven.EntryApi.Description;
using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.EntryApi.Idempotency;
using EventDriven.Security;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace EventDriven.EntryApi.Security;

/// <summary>These rules hold for the whole process that hosts the service.</summary>
internal static class EntryApiSecurity
{
    private const string RequestTimeout = "RequestTimeout";

    public static void AddEntryApiSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddAcceptedTokens(JwtBearerDefaults.AuthenticationScheme);

        var customers = Policy(Scopes.Orders, Scopes.Operate);
        services
            .AddAuthorizationBuilder()
            .SetDefaultPolicy(customers)
            .SetFallbackPolicy(customers)
            .AddPolicy(Policies.Orders, customers)
            .AddPolicy(Policies.Operate, Policy(Scopes.Operate));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();

        services
            .AddOptions<RateLimitSettings>()
            .Bind(configuration.GetSection(RateLimitSettings.Section))
            .Validate(
                settings => settings.AreUsable,
                "RateLimit: every number must be more than zero, and PerSecond and AnonymousPerSecond at most "
                    + $"{RateLimitSettings.MostPerSecond}."
            )
            .ValidateOnStart();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimits>();
        services.AddRateLimiter(_ => { });

        var timeout = Timeout(configuration);
        services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = timeout,
                WriteTimeoutResponse = context => new Problem(new Error(ErrorKind.TimedOut)).ExecuteAsync(context),
            }
        );
        services.Configure<KestrelServerOptions>(server => Bound(server, configuration));

        var origins = CrossOrigins.Read(configuration);
        services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                policy
                    .WithOrigins(origins)
                    .WithMethods(HttpMethods.Get, HttpMethods.Post)
                    .WithHeaders(
                        "Authorization",
                        "Content-Type",
                        IdempotencyKey.Header,
                        "If-None-Match",
                        "Last-Event-ID",
                        "Prefer"
                    )
                    .WithExposedHeaders(
                        "ETag",
                        "Link",
                        "Location",
                        "Preference-Applied",
                        "Retry-After",
                        "WWW-Authenticate"
                    )
            )
        );

        static AuthorizationPolicy Policy(params string[] scopes) =>
            new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser()
                .AddRequirements(new ScopeRequirement(scopes))
                .Build();
    }

    /// <summary>
    /// The order matters: errors of all that follows become problems, a preflight needs no token, and requests are
    /// counted when the caller is known, before they are refused.
    /// </summary>
    public static void UseEntryApiSecurity(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<AuthenticationSettings>>().Value.UsesDevelopmentKey)
        {
            app.ApplicationServices.GetRequiredService<ILogger<EntryApiService>>()
                .LogWarning(
                    "Tokens of the development key are accepted, which anybody can issue: this is for a developer's "
                        + "machine alone"
                );
        }

        app.UseSecurityHeaders();
        if (!app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment())
            app.UseHsts();
        app.UseExceptionHandler();
        // Whatever the client accepts: an error without a body is worse than one in another format.
        app.UseStatusCodePages(status => Problem.Answer(status.HttpContext, status.HttpContext.Response.StatusCode));
        app.UseApiPage();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseKnownCharsets();
    }

    private static TimeSpan Timeout(IConfiguration configuration) =>
        configuration[RequestTimeout] is not { Length: > 0 } text ? TimeSpan.FromSeconds(30)
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var timeout)
        && timeout > TimeSpan.Zero
            ? timeout
        : throw new StartRefusedException(
            $"The setting {RequestTimeout} is '{text}': it must be a time, such as 00:00:30."
        );

    // Several times what a client needs. Kestrel:Limits overrides them.
    private static void Bound(KestrelServerOptions server, IConfiguration configuration)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = OrderEndpoints.MaxBodyBytes;
        server.Limits.MaxRequestLineSize = 4 * 1024;
        server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        server.Limits.MaxRequestHeaderCount = 50;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        server.Limits.MinRequestBodyDataRate = new MinDataRate(
            bytesPerSecond: 240,
            gracePeriod: TimeSpan.FromSeconds(5)
        );
        server.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        server.Limits.MaxConcurrentConnections = 2000;
        // A client that watches an order may send nothing for a day; without pings, its loss goes unnoticed.
        server.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        configuration.GetSection("Kestrel:Limits").Bind(server.Limits);
    }
}
