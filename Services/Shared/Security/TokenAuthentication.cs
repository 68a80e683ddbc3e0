using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventDriven.Security;

/// <summary>Authenticates callers by the tokens that <see cref="AuthenticationSettings" /> accepts.</summary>
public static class TokenAuthentication
{
    /// <summary>Adds a bearer scheme; all schemes of a process accept the same tokens.</summary>
    public static AuthenticationBuilder AddAcceptedTokens(this AuthenticationBuilder authentication, string scheme)
    {
        var services = authentication.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AuthenticationSettings>, AuthenticationSettingsValidator>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JwtBearerOptions>, ConfigureBearer>());
        services
            .AddOptions<AuthenticationSettings>()
            .Configure<IConfiguration, IHostEnvironment>(
                (settings, configuration, environment) => settings.Fill(configuration, environment)
            )
            .ValidateOnStart();
        return authentication.AddJwtBearer(scheme, _ => { });
    }

    /// <summary>Until when a token that expires at <paramref name="expires" /> is accepted.</summary>
    public static DateTimeOffset AcceptedUntil(DateTimeOffset expires) =>
        expires < DateTimeOffset.MaxValue - ConfigureBearer.ClockSkew
            ? expires + ConfigureBearer.ClockSkew
            : DateTimeOffset.MaxValue;
}
