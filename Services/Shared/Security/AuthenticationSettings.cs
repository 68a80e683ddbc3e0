using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// Whose tokens are accepted; section <c>Authentication</c>. Either <see cref="Authority" />, or
/// <see cref="PublicKey" /> or <see cref="PublicKeyFile" /> with <see cref="Issuer" />; <see cref="Audience" /> always.
/// In development, when neither is set, it is the <see cref="DevelopmentKey" />.
/// </summary>
public sealed class AuthenticationSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Authentication";

    /// <summary>
    /// The address of an OpenID Connect provider, which says its issuer and its keys (OpenID Connect Discovery 1.0,
    /// section 4).
    /// </summary>
    public string? Authority { get; private set; }

    /// <summary>
    /// The <c>iss</c> that tokens must have, where a public key is set; an <see cref="Authority" /> says its own.
    /// </summary>
    public string? Issuer { get; private set; }

    /// <summary>The <c>aud</c> that tokens must have.</summary>
    public string? Audience { get; private set; }

    /// <summary>The key that tokens are checked with, as PEM: RSA of 2048 bits or more, or the curve P-256.</summary>
    public string? PublicKey { get; private set; }

    /// <summary>A file that holds <see cref="PublicKey" />.</summary>
    public string? PublicKeyFile { get; private set; }

    /// <summary>Whether tokens of the development key are accepted, and no others.</summary>
    public bool UsesDevelopmentKey { get; private set; }

    /// <summary>
    /// The key that tokens are checked with; null with an <see cref="Authority" />, and where the settings are refused.
    /// </summary>
    internal SecurityKey? Key { get; private set; }

    /// <summary>Why there is no key; null when there is one, or none is needed.</summary>
    internal string? KeyRefusal { get; private set; }

    /// <summary>Reads the section, with the development key where nothing else is set in development.</summary>
    public static AuthenticationSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = new AuthenticationSettings();
        settings.Fill(configuration, environment);
        return settings;
    }

    /// <summary>A token of the development key that these settings accept; null when they accept none.</summary>
    /// <param name="subject">Whose: for a customer its customer id.</param>
    /// <param name="scope">What it allows.</param>
    public string? IssueDevelopmentToken(string subject, string scope) =>
        UsesDevelopmentKey ? DevelopmentKey.Issue(subject, scope, Issuer!, Audience!) : null;

    /// <summary>As <see cref="Read" />.</summary>
    internal void Fill(IConfiguration configuration, IHostEnvironment environment)
    {
        // What compose.yaml passes on of a variable that is not set is empty.
        var section = configuration.GetSection(Section);
        string? Said(string name) => section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        (Authority, Issuer, Audience) = (Said(nameof(Authority)), Said(nameof(Issuer)), Said(nameof(Audience)));
        (PublicKey, PublicKeyFile) = (Said(nameof(PublicKey)), Said(nameof(PublicKeyFile)));
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
