using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EventDriven.Load.Hosting;

namespace EventDriven.Load.Measuring;

/// <summary>The broker's management API, for one virtual host. Its counts are up to five seconds old.</summary>
internal sealed class BrokerManagement : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _virtualHost;

    /// <param name="servers">Where the broker is.</param>
    public BrokerManagement(ServerAddresses servers)
    {
        _virtualHost = servers.Broker.AbsolutePath.TrimStart('/');
        _http = new HttpClient(
            new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback =
                    HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            }
        )
        {
            BaseAddress = new UriBuilder(servers.Management) { UserName = "", Password = "" }.Uri,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(servers.Management.UserInfo)))
        );
    }

    /// <summary>How many messages clients have published.</summary>
    public async Task<long> PublishedMessages(CancellationToken cancel)
    {
        var host = await Get($"api/vhosts/{_virtualHost}", cancel);
        return host.TryGetProperty("message_stats", out var stats) && stats.TryGetProperty("publish", out var published)
            ? published.GetInt64()
            : 0;
    }

    /// <summary>The queues with the messages in them, those that are being worked on included.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Queues(CancellationToken cancel) =>
        (await Get($"api/queues/{_virtualHost}", cancel))
            .EnumerateArray()
            .ToDictionary(
                queue => queue.GetProperty("name").GetString()!,
                queue => queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : 0
            );

    /// <summary>The broker's version.</summary>
    public async Task<string> Version(CancellationToken cancel) =>
        (await Get("api/overview", cancel)).GetProperty("rabbitmq_version").GetString()!;

    public void Dispose() => _http.Dispose();

    private Task<JsonElement> Get(string path, CancellationToken cancel) =>
        _http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), cancel);
}
