using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// RabbitMQ's management API: at <c>RabbitMq:Management</c>, by default port 15672 of the broker's host, with the
/// credentials of <c>ConnectionStrings:RabbitMq</c> unless the address has its own.
/// </summary>
public sealed class ManagementApi : IDisposable
{
    private ManagementApi(HttpClient http, string user, string virtualHost) =>
        (Http, User, VirtualHost) = (http, user, virtualHost);

    /// <summary>Signed in; addresses are relative, such as <c>api/queues</c>.</summary>
    public HttpClient Http { get; }

    /// <summary>Who is signed in.</summary>
    public string User { get; }

    /// <summary>That of the bus.</summary>
    public string VirtualHost { get; }

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="timeout">Of each request.</param>
    /// <exception cref="StartRefusedException">The setting is not an address.</exception>
    public static ManagementApi At(IConfiguration configuration, TimeSpan timeout)
    {
        var broker = configuration.RabbitMqAddress();
        var address = Address(configuration, "RabbitMq:Management")
            ?? new UriBuilder(Uri.UriSchemeHttp, broker.Host, 15672).Uri;
        var credentials = Uri.UnescapeDataString(address.UserInfo is { Length: > 0 } own ? own : broker.UserInfo);
        var http = new HttpClient(
            new SocketsHttpHandler { ConnectTimeout = timeout, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }
        )
        {
            BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri,
            Timeout = timeout,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))
        );
        return new ManagementApi(
            http,
            credentials.Split(':')[0],
            broker.AbsolutePath is { Length: > 1 } path ? Uri.UnescapeDataString(path[1..]) : "/"
        );
    }

    /// <summary>The address in a setting, with a slash at its end; null if it is not set.</summary>
    /// <exception cref="StartRefusedException">It is no address.</exception>
    public static Uri? Address(IConfiguration configuration, string key) =>
        configuration[key] switch
        {
            null or "" => null,
            { } text
                when Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
                    && address.Scheme is "http" or "https" => address,
            _ => throw new StartRefusedException($"The setting {key} is not an address of the form http://host:15672."),
        };

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();
}
