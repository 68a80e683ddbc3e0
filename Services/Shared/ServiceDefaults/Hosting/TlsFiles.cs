using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The PEM files for encrypted connections. They are read for each new connection, so renewed files need no restart.
/// </summary>
public sealed class TlsFiles(IConfiguration configuration)
{
    /// <summary>The setting <c>Tls:CertificateAuthority</c>; null for the authorities that the system trusts.</summary>
    public string? CertificateAuthority => PathOf("Tls:CertificateAuthority");

    /// <summary>The setting <c>Tls:Certificate</c>: the process's own certificate; null for none.</summary>
    public string? Certificate => PathOf("Tls:Certificate");

    /// <summary>The setting <c>Tls:Key</c>; the file of the certificate unless set.</summary>
    public string? Key => PathOf("Tls:Key") ?? Certificate;

    /// <summary>Sends the process's own certificate, if there is one.</summary>
    public X509Certificate2? SelectCertificate(
        object sender,
        string host,
        X509CertificateCollection local,
        X509Certificate? remote,
        string[] issuers
    ) => Certificate is { } file ? X509Certificate2.CreateFromPemFile(file, Key) : null;

    /// <summary>
    /// Whether the server's certificate has the server's name, and is trusted by the authority, or by the system if no
    /// authority is set.
    /// </summary>
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (CertificateAuthority is not { } file)
            return errors == SslPolicyErrors.None;
        // The chain is an error for the system, which does not know the authority. Any other error stands.
        if ((errors | SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.RemoteCertificateChainErrors)
            return false;

        // The chain has the intermediate certificates that the server sent.
        chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        return chain.Build((X509Certificate2)certificate!);
    }

    /// <summary>For HTTPS to servers of the same authority.</summary>
    public SocketsHttpHandler CreateHandler() =>
        new()
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = IsTrusted,
                LocalCertificateSelectionCallback = SelectCertificate!,
            },
        };

    private string? PathOf(string setting) =>
        configuration[setting] switch
        {
            null or "" => null,
            { } file when File.Exists(file) => file,
            { } file => throw new StartRefusedException(
                $"The file {file} of the setting {setting} does not exist, or this user cannot read its folder. "
                    + "deploy/certificates makes the files."
            ),
        };
}
