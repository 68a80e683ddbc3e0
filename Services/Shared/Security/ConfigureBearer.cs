using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// Sets every option of the validation, so that the framework's settings (<c>Authentication:Schemes</c>) cannot weaken
/// it.
/// </summary>
internal sealed class ConfigureBearer(IOptions<AuthenticationSettings> settings, IHostEnvironment environment)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        var accepted = settings.Value;
        options.Authority = accepted.Authority;
        options.RequireHttpsMetadata = !environment.IsDevelopment();
        // The client waits while the identity provider's keys are fetched.
        options.BackchannelTimeout = TimeSpan.FromSeconds(5);
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidateIssuer = true,
            ValidIssuer = accepted.Issuer,
            ValidateAudience = true,
            ValidAudience = accepted.Audience,
            ValidateLifetime = true,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            IssuerSigningKey = accepted.Key,
            ValidAlgorithms = PublicKeys.Algorithms,
            NameClaimType = "sub",
        };
        options.Events = new JwtBearerEvents { OnMessageReceived = NeedKeys, OnTokenValidated = NeedSubject };
    }

    // Otherwise, valid tokens would be called invalid while the provider's keys are unavailable, and clients would
    // discard them.
    private static async Task NeedKeys(MessageReceivedContext context)
    {
        var stopped = context.HttpContext.RequestAborted;
        if (
            context.Options.ConfigurationManager is not { } provider
            || context.Request.Headers.Authorization.Count == 0
        )
            return;

        try
        {
            await provider.GetConfigurationAsync(stopped);
        }
        catch (Exception exception) when (!stopped.IsCancellationRequested)
        {
            context.Fail(new IdentityProviderUnavailableException(exception));
        }
    }

    private static Task NeedSubject(TokenValidatedContext context)
    {
        if (string.IsNullOrWhiteSpace(context.Principal?.FindFirst("sub")?.Value))
            context.Fail(new SecurityTokenValidationException("The token names no subject."));
        return Task.CompletedTask;
    }
}
