using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// The key that signs tokens where there is no identity provider: on a developer's machine. It is no secret, for all
/// who have the source have it; outside the Development environment it is refused.
/// </summary>
public static class DevelopmentKey
{
    /// <summary>The <c>iss</c> of its tokens, unless the settings say another.</summary>
    public const string Issuer = "event-driven-development";

    /// <summary>The <c>aud</c> of its tokens, unless the settings say another.</summary>
    public const string Audience = "event-driven";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>With its private part.</summary>
    internal static ECDsaSecurityKey Key { get; } = Create();

    /// <summary>A token that is valid for a day.</summary>
    /// <param name="subject">Whose: for a customer its customer id.</param>
    /// <param name="scope">What it allows.</param>
    /// <param name="issuer">Its <c>iss</c>.</param>
    /// <param name="audience">Its <c>aud</c>.</param>
    public static string Issue(string subject, string scope, string issuer = Issuer, string audience = Audience)
    {
        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                Claims = new Dictionary<string, object> { ["sub"] = subject, ["scope"] = scope },
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
            }
        );
    }

    /// <summary>Whether another key is this one, in whatever way it was written down.</summary>
    internal static bool Is(SecurityKey? key) =>
        key is ECDsaSecurityKey other
        && other.ECDsa.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(Key.ECDsa.ExportSubjectPublicKeyInfo());

    private static ECDsaSecurityKey Create()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0WpyhcA83ixq0S1d
            LdQMxx3Bx2/dYyF3tyWKpS+QkOKhRANCAAQk416ZN+wMicxD67deHW3ssCMRjpiL
            OwROD8UCsE5SuqwPguVwHjDECHZnmJT5d8cQ0Er0A5Rk06Rx5EBbtLMK
            -----END PRIVATE KEY-----
            """
        );
        return new ECDsaSecurityKey(key);
    }
}
