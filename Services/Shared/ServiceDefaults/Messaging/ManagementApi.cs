using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// RabbitMQ's management API: at <c>RabbitMq:Management</c>, by default port 15671 of the broker's host (15672 if the
/// bus has no TLS), with the credentials of <c>ConnectionStrings:RabbitMq</c> unless the address has its own.
/// </summary>
public sealed class ManagementApi : IDisposable
{
    private const string Setting = "RabbitMq:Management";

    private readonly IConfiguration _configuration;
    private readonly HttpClient _http;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="timeout">Of each request.</param>
    /// <exception cref="StartRefusedException">The setting is no address, or one without TLS.</exception>
    public ManagementApi(IConfiguration configuration, TimeSpan timeout)
    {
        _configuration = configuration;
        var broker = configuration.RabbitMqAddress();
        var address = AddressIn(configuration, Setting)
            ?? (
                broker.Scheme == "amqps"
                    ? new UriBuilder(Uri.UriSchemeHttps, broker.Host, 15671)
                    : new UriBuilder(Uri.UriSchemeHttp, broker.Host, 15672)
            ).Uri;
        if (address.Scheme == Uri.UriSchemeHttp)
            configuration.RefusePlaintext(Setting, "an address that begins with https://");
        Address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        VirtualHost = broker.AbsolutePath is { Length: > 1 } path ? Uri.UnescapeDataString(path[1..]) : "/";
        var handler = new TlsFiles(configuration).CreateHandler();
        handler.ConnectTimeout = timeout;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
        _http = new HttpClient(handler) { BaseAddress = Address, Timeout = timeout };
    }

    /// <summary>Without the credentials.</summary>
    public Uri Address { get; }

    /// <summary>The virtual host of the bus.</summary>
    public string VirtualHost { get; }

    /// <summary>The user of the requests.</summary>
    public string User => Credentials.User;

    // The present ones, because the password may have been changed.
    private (string User, string Password) Credentials =>
        AddressIn(_configuration, Setting) is { UserInfo.Length: > 0 } own
            ? own.Credentials()
            : _configuration.RabbitMqAddress().Credentials();

    /// <summary>The address in a setting, with a slash at its end; null if it is not set.</summary>
    /// <exception cref="StartRefusedException">It is no address.</exception>
    public static Uri? AddressIn(IConfiguration configuration, string setting) =>
        configuration[setting] switch
        {
            null or "" => null,
            { } text
                when Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
                    && address.Scheme is "http" or "https" => address,
            _ => throw new StartRefusedException(
                $"The setting {setting} is not an address of the form https://host:15671."
            ),
        };

    /// <summary>Sends a request with the user and the password.</summary>
    /// <param name="path">Below <c>api/</c>.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        var (user, password) = Credentials;
        using var request = new HttpRequestMessage(method, new Uri($"api/{path}", UriKind.Relative));
        request.Content = content;
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))
        );
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
