using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EventDriven.EntryApi.Grpc.V1;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi.Grpc;
using EventDriven.TestServers;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>With HTTPS, one port serves every protocol.</summary>
public sealed class When_a_certificate_is_configured : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EntryApiHost _host = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_port_serves_HTTP(string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "products")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await _client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(request.Version);
    }

    [Fact]
    public async Task The_same_port_serves_gRPC()
    {
        using var channel = GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions { HttpClient = _client });

        var order = await new Orders.OrdersClient(channel).SubmitAsync(
            GrpcClients.Order("over-https"),
            cancellationToken: Cancel
        );

        order.OrderId.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1", "another")]
    [InlineData("127.0.0.1", null)]
    [InlineData("localhost", "its own")]
    public async Task A_client_refuses_another_authority_and_another_name(string host, string? authority)
    {
        var trusted = Path.Combine(_folder.FullPath, authority == "its own" ? "api.pem" : "another.pem");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullPath, "another.pem"), SelfSigned(), Cancel);
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Tls:CertificateAuthority", authority is null ? null : trusted)])
            .Build();
        using var client = new HttpClient(new TlsFiles(settings).CreateHandler());

        var refused = await Should.ThrowAsync<HttpRequestException>(() =>
            client.GetAsync(new UriBuilder(_host.Address) { Host = host }.Uri, Cancel)
        );

        refused.InnerException.ShouldBeOfType<AuthenticationException>();
    }

    public async ValueTask InitializeAsync()
    {
        var certificate = Path.Combine(_folder.FullPath, "api.pem");
        await File.WriteAllTextAsync(certificate, SelfSigned(), Cancel);
        _host = await EntryApiHost.StartAsync(
            new()
            {
                ["Database"] = "Sqlite",
                ["DataDirectory"] = _folder.FullPath,
                ["Kestrel:Endpoints:Api:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Endpoints:Api:Certificate:Path"] = certificate,
                ["Kestrel:Endpoints:Api:Certificate:KeyPath"] = certificate,
            },
            withInventory: true,
            _folder
        );
        var trusted = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Tls:CertificateAuthority", certificate)])
            .Build();
        _client = new HttpClient(
            new CallerHandler(EntryApiHost.Issuer.ForOperator(), new TlsFiles(trusted).CreateHandler())
        )
        {
            BaseAddress = _host.Address,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    // The certificate and its key.
    private static string SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=api", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddMinutes(-1),
            DateTimeOffset.UtcNow.AddHours(1)
        );
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
