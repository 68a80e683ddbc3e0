using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace EventDriven.Security;

/// <summary>
/// Lets a service know callers by their tokens: those that <see cref="AuthenticationSettings" /> accepts, and no
/// others.
/// </summary>
public static class TokenAuthentication
{
    /// <summary>
    /// Adds a scheme that authenticates by the token of a request; every such scheme of a process accepts the same
    /// tokens.
    /// </summary>
    /// <param name="authentication">The process's authentication.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <returns>The same authentication.</returns>
    public static AuthenticationBuilder AddAcceptedTokens(this AuthenticationBuilder authentication, string scheme)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        var services = authentication.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<AuthenticationSettings>, AuthenticationSettingsValidator>()
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<AuthenticationSettings>, ReadAuthenticationSettings>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<JwtBearerOptions>, ConfigureBearer>());
        services.AddOptions<AuthenticationSettings>().ValidateOnStart();
        return authentication.AddJwtBearer(scheme, _ => { });
    }

    /// <summary>When a token is no longer accepted that expires at this time.</summary>
    public static DateTimeOffset AcceptedUntil(DateTimeOffset expires) =>
        expires < DateTimeOffset.MaxValue - ConfigureBearer.ClockSkew
            ? expires + ConfigureBearer.ClockSkew
            : DateTimeOffset.MaxValue;

    private sealed class ReadAuthenticationSettings(IConfiguration configuration, IHostEnvironment environment)
        : IConfigureOptions<AuthenticationSettings>
    {
        public void Configure(AuthenticationSettings options) => options.Fill(configuration, environment);
    }
}
