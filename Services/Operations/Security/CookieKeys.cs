using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace EventDriven.Operations.Security;

/// <summary>
/// Stores the keys that protect cookies and forms in the console's database, so that a session is valid at every
/// replica and after a restart. With a certificate they are stored encrypted.
/// </summary>
internal static class CookieKeys
{
    private const string Certificate = "DataProtection:Certificate";

    // Decrypts the keys that were encrypted before the certificate was replaced.
    private const string PreviousCertificate = "DataProtection:PreviousCertificate";

    public static void AddCookieKeys(this IServiceCollection services, IConfiguration configuration)
    {
        var keys = services
            .AddDataProtection()
            .SetApplicationName("event-driven-console")
            .PersistKeysToDbContext<OperationsDbContext>();
        if (Load(configuration, Certificate) is { } certificate)
            keys.ProtectKeysWithCertificate(certificate);
        if (Load(configuration, PreviousCertificate) is { } previous)
            keys.UnprotectKeysWithAnyCertificate(previous);
    }

    public static void WarnOfUnencryptedKeys(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IConfiguration>()[Certificate] is { Length: > 0 })
            return;
        app.ApplicationServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(CookieKeys))
            .LogWarning(
                "The keys of the console's cookies are stored unencrypted: whoever can read the console's database "
                    + "can create a session. Set {Setting} to the path of a certificate (PFX or PEM).",
                Certificate
            );
    }

    private static X509Certificate2? Load(IConfiguration configuration, string setting)
    {
        if (configuration[setting] is not { Length: > 0 } path)
            return null;
        var password = configuration[$"{setting}Password"];
        try
        {
            var certificate =
                X509Certificate2.GetCertContentType(path) == X509ContentType.Pfx
                    ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : password is { Length: > 0 } ? X509Certificate2.CreateFromEncryptedPemFile(path, password)
                : X509Certificate2.CreateFromPemFile(path);
            using var key = certificate.GetRSAPrivateKey();
            return key is not null
                ? certificate
                : throw new StartRefusedException($"{setting}: {path} holds no RSA certificate with its private key.");
        }
        catch (Exception exception)
            when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"{setting}: the certificate {path} cannot be read: {exception.Message} "
                    + $"It must be a PFX or PEM file with an RSA private key; {setting}Password is its password."
            );
        }
    }
}
