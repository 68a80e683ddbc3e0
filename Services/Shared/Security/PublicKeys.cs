using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

/// <summary>Reads the key that tokens are checked with.</summary>
internal static class PublicKeys
{
    private const int LeastRsaBits = 2048; // RFC 7518, section 3.3

    /// <summary>
    /// The signatures that are accepted (RFC 7518, section 3.1): of the keys that are accepted, and of asymmetric ones
    /// alone. With a symmetric algorithm in the list, anybody could sign with the public key; without a list, "none"
    /// would be for the library to refuse.
    /// </summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];

    /// <summary>A public key in PEM.</summary>
    /// <exception cref="FormatException">The text is no such key; the message says what it must be.</exception>
    public static SecurityKey Read(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new FormatException(
                "is a private key, which belongs to the issuer alone. Give the public one: openssl pkey -in "
                    + "key.pem -pubout"
            );

        if (Import(RSA.Create(), pem) is { } rsa)
        {
            return rsa.KeySize >= LeastRsaBits
                ? new RsaSecurityKey(rsa)
                : throw new FormatException(
                    $"is an RSA key of {rsa.KeySize} bits: it must have {LeastRsaBits} or more."
                );
        }

        if (Import(ECDsa.Create(), pem) is { } curve)
        {
            return curve.KeySize == 256
                ? new ECDsaSecurityKey(curve)
                : throw new FormatException("is not of the curve P-256, the one that is accepted.");
        }

        throw new FormatException(
            "is not a public key in PEM, which begins with -----BEGIN PUBLIC KEY-----, of RSA or the curve P-256."
        );
    }

    private static T? Import<T>(T key, string pem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
