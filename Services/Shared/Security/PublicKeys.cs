using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.Security;

internal static class PublicKeys
{
    private const int LeastRsaBits = 2048; // RFC 7518, section 3.3

    /// <summary>
    /// Asymmetric ones (RFC 7518, section 3.1). With a symmetric algorithm, anyone could sign with the public key;
    /// without a list, only the library would refuse "none".
    /// </summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];

    /// <exception cref="FormatException">The message says what is required.</exception>
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
