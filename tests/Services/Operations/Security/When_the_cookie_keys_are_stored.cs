using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

public sealed class When_the_cookie_keys_are_stored(Servers servers) : IAsyncLifetime
{
    private const string Password = "a password";

    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_readable_without_a_certificate_and_the_log_warns_of_it()
    {
        using var log = new LogLines();
        await using var host = await Start([], log);
        using var session = await host.OpenAsOperator();

        (await Keys(host)).ShouldContain("<masterKey");
        log.Warnings.ShouldContain(line =>
            line.StartsWith("The keys of the console's cookies are stored unencrypted", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("pfx", true)]
    [InlineData("pfx", false)]
    [InlineData("pem", true)]
    [InlineData("pem", false)]
    public async Task They_are_encrypted_by_the_certificate(string format, bool hasPassword)
    {
        using var log = new LogLines();
        await using var host = await Start(Certificate(format, hasPassword), log);
        using var session = await host.OpenAsOperator();

        var keys = await Keys(host);

        keys.ShouldContain("<EncryptedData");
        keys.ShouldNotContain("<masterKey");
        log.Warnings.ShouldAllBe(line => !line.Contains("unencrypted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_stays_valid_at_another_replica_after_a_restart_and_with_a_new_certificate()
    {
        var settings = Certificate("pfx");
        Dictionary<string, string> cookies;
        await using (var first = await Start(settings))
        {
            using var session = await first.OpenAsOperator();
            cookies = session.Cookies;
            await using var replica = await Start(settings);
            (await StatusWith(cookies, replica)).ShouldBe(HttpStatusCode.OK, "at another replica");
        }

        await using (var restarted = await Start(settings))
            (await StatusWith(cookies, restarted)).ShouldBe(HttpStatusCode.OK, "after a restart");

        await using var rotated = await Start(
            new(Certificate("pem"))
            {
                ["DataProtection:PreviousCertificate"] = settings["DataProtection:Certificate"],
                ["DataProtection:PreviousCertificatePassword"] = Password,
            }
        );
        (await StatusWith(cookies, rotated)).ShouldBe(HttpStatusCode.OK, "with a new certificate");
    }

    [Theory]
    [InlineData("no-such-file.pfx")]
    [InlineData("text.pem")]
    public async Task A_certificate_that_cannot_be_used_ends_the_start_with_a_sentence(string file)
    {
        var path = Path.Combine(_folder.FullPath, file);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullPath, "text.pem"), "no certificate", Cancel);

        var start = () => Start(new() { ["DataProtection:Certificate"] = path });

        (await start.ShouldThrowAsync<StartRefusedException>()).Message.ShouldStartWith(
            $"DataProtection:Certificate: the certificate {path} cannot be read"
        );
    }

    public async ValueTask InitializeAsync() => _database = await servers.CreateDatabaseAsync("operations", Cancel);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _folder.DisposeAsync();
    }

    private Task<ConsoleHost> Start(Dictionary<string, string?> settings, LogLines? log = null) =>
        ConsoleHost.StartAsync(
            settings: new(settings) { ["ConnectionStrings:Operations"] = _database.ConnectionString },
            configure: services =>
            {
                if (log is not null)
                    services.AddSingleton(LoggerFactory.Create(logging => logging.AddProvider(log)));
            }
        );

    private Dictionary<string, string?> Certificate(string format, bool hasPassword = true)
    {
        var path = Path.Combine(_folder.FullPath, $"{Guid.NewGuid()}.{format}");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=console",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var password = hasPassword ? Password : null;
        if (format == "pfx")
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
        else
        {
            var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
            var pem = hasPassword
                ? key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption)
                : key.ExportPkcs8PrivateKeyPem();
            File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{pem}");
        }

        return new() { ["DataProtection:Certificate"] = path, ["DataProtection:CertificatePassword"] = password };
    }

    private static async Task<string> Keys(ConsoleHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var keys = await scope
            .ServiceProvider.GetRequiredService<OperationsDbContext>()
            .DataProtectionKeys.Select(key => key.Xml)
            .ToListAsync(Cancel);
        return keys.ShouldHaveSingleItem().ShouldNotBeNull();
    }

    private static async Task<HttpStatusCode> StatusWith(Dictionary<string, string> cookies, ConsoleHost host)
    {
        using var session = new ConsoleHost.Session(host.Server, "http") { Cookies = new(cookies) };
        using var page = await session.Get("/console/actions");
        return page.StatusCode;
    }
}
