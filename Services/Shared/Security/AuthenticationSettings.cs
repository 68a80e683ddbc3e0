using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// The section <c>Authentication</c>. Requires <see cref="Audience" />, and either <see cref="Authority" />, or
/// <see cref="Issuer" /> with <see cref="PublicKey" /> or <see cref="PublicKeyFile" />. In Development, the
/// <see cref="DevelopmentKey" /> is the default.
/// </summary>
public sealed class AuthenticationSettings
{
    /// <summary>
    /// An OpenID Connect provider, which publishes issuer and keys (OpenID Connect Discovery 1.0, section 4).
    /// </summary>
    internal string? Authority { get; private set; }

    /// <summary>The required <c>iss</c>, with a public key.</summary>
    internal string? Issuer { get; private set; }

    /// <summary>The required <c>aud</c>.</summary>
    internal string? Audience { get; private set; }

    /// <summary>In PEM: RSA of at least 2048 bits, or the curve P-256.</summary>
    internal string? PublicKey { get; private set; }

    internal string? PublicKeyFile { get; private set; }

    /// <summary>Whether only tokens of the development key are accepted.</summary>
    public bool UsesDevelopmentKey { get; private set; }

    /// <summary>Null with an <see cref="Authority" />, and if the settings are invalid.</summary>
    internal SecurityKey? Key { get; private set; }

    /// <summary>Why the key is invalid.</summary>
    internal string? KeyRefusal { get; private set; }

    /// <summary>Reads the settings without validating them.</summary>
    public static AuthenticationSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new AuthenticationSettings();
        settings.Fill(configuration, environment);
        return settings;
    }

    /// <summary>Null if these settings do not accept the development key.</summary>
    /// <param name="subject">A customer's id, or an operator's name.</param>
    /// <param name="scope">One of <see cref="Scopes" />.</param>
    public string? IssueDevelopmentToken(string subject, string scope) =>
        UsesDevelopmentKey ? DevelopmentKey.Issue(subject, scope, Issuer!, Audience!) : null;

    internal void Fill(IConfiguration configuration, IHostEnvironment environment)
    {
        // compose.yaml passes unset variables on as empty text.
        var section = configuration.GetSection("Authentication");
        string? Get(string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name];
        (Authority, Issuer, Audience) = (Get(nameof(Authority)), Get(nameof(Issuer)), Get(nameof(Audience)));
        (PublicKey, PublicKeyFile) = (Get(nameof(PublicKey)), Get(nameof(PublicKeyFile)));
        if (Authority is null && PublicKey is null && PublicKeyFile is null)
        {
            if (!environment.IsDevelopment())
                return;

            UsesDevelopmentKey = true;
            Issuer ??= DevelopmentKey.Issuer;
            Audience ??= DevelopmentKey.Audience;
            Key = DevelopmentKey.Key;
            return;
        }

        try
        {
            if ((PublicKey ?? (PublicKeyFile is null ? null : File.ReadAllText(PublicKeyFile))) is { } pem)
                Key = PublicKeys.Read(pem);
            if (DevelopmentKey.Is(Key) && !environment.IsDevelopment())
                KeyRefusal =
                    "is the development key, which anybody can sign with, and this is "
                    + $"{environment.EnvironmentName}. Give the key of your own issuer.";
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            KeyRefusal = exception.Message;
        }
    }
}
