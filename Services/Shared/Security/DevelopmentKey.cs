using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>
/// Signs tokens in Development, without an identity provider. Refused elsewhere, because it is public.
/// </summary>
public static class DevelopmentKey
{
    internal const string Issuer = "event-driven-development";

    internal const string Audience = "event-driven";

    /// <summary>Includes the private key.</summary>
    internal static ECDsaSecurityKey Key { get; } = Create();

    /// <summary>Issues a token that is valid for a day.</summary>
    /// <param name="subject">A customer's id, or an operator's name.</param>
    /// <param name="scope">One of <see cref="Scopes" />.</param>
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
                Expires = now.AddDays(1),
                Claims = new Dictionary<string, object> { ["sub"] = subject, ["scope"] = scope },
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
            }
        );
    }

    /// <summary>Whether the public parts are equal, whatever the encoding.</summary>
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
