using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// Validates issuer, audience, lifetime and signature. It sets every option, so that the framework's own settings
/// (<c>Authentication:Schemes</c>) cannot weaken the validation.
/// </summary>
internal sealed class ConfigureBearer(IOptions<AuthenticationSettings> settings, IHostEnvironment environment)
    : IConfigureNamedOptions<JwtBearerOptions>
{
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>For the identity provider's keys, while the client waits.</summary>
    private static readonly TimeSpan ProviderAnswersWithin = TimeSpan.FromSeconds(5);

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        var accepted = settings.Value;
        options.Authority = accepted.Authority;
        options.RequireHttpsMetadata = !environment.IsDevelopment();
        options.BackchannelTimeout = ProviderAnswersWithin;
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

    // Without this, valid tokens would be answered as invalid while the provider's keys are unavailable, and clients
    // would discard them.
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
