using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace EventDriven.TestServers;

/// <summary>
/// An empty virtual host of RabbitMQ. Disposing deletes it with all its queues and closes its connections.
/// </summary>
public sealed class TestVirtualHost : IAsyncDisposable
{
    private readonly List<string> _users = [];

    private TestVirtualHost(Uri broker, HttpClient management, string name)
    {
        Name = name;
        Uri = new UriBuilder(broker) { Path = name }.Uri;
        Management = management;
    }

    /// <summary>The virtual host's name.</summary>
    public string Name { get; }

    /// <summary>What ConnectionStrings:RabbitMq wants: amqp://user:password@127.0.0.1:port/name.</summary>
    public Uri Uri { get; }

    /// <summary>
    /// The management API, signed in; paths are relative, such as <c>$"api/queues/{host.Name}"</c>. Its counts lag a
    /// few seconds behind.
    /// </summary>
    public HttpClient Management { get; }

    internal static async Task<TestVirtualHost> CreateAsync(
        Uri broker,
        Uri management,
        string name,
        CancellationToken cancellationToken
    )
    {
        // A test of TLS has an authority of its own, which the services check.
        var client = new HttpClient(
            new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback =
                    HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
            }
        )
        {
            BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri,
        };
        var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(credentials)
        );

        using var created = await client.PutAsJsonAsync($"api/vhosts/{name}", new { }, cancellationToken);
        created.EnsureSuccessStatusCode();
        var everything = new
        {
            configure = ".*",
            write = ".*",
            read = ".*",
        };
        var user = Uri.EscapeDataString(Uri.UnescapeDataString(broker.UserInfo.Split(':')[0]));
        using var permitted = await client.PutAsJsonAsync(
            $"api/permissions/{name}/{user}",
            everything,
            cancellationToken
        );
        permitted.EnsureSuccessStatusCode();
        return new TestVirtualHost(broker, client, name);
    }

    /// <summary>
    /// A name and a password for the user of a service. <c>--deploy-topology</c> creates it; disposing deletes it.
    /// </summary>
    /// <returns>For <c>RabbitMq:Users</c>, and for the service's <c>ConnectionStrings:RabbitMq</c>.</returns>
    public (string Credentials, Uri Uri) UserOf(string service)
    {
        var (name, password) = ($"{Name}-{service}", Guid.NewGuid().ToString("n"));
        _users.Add(name);
        return ($"{name}:{password}", new UriBuilder(Uri) { UserName = name, Password = password }.Uri);
    }

    /// <summary>Makes a fanout exchange whose only queue is full and refuses whatever is published.</summary>
    /// <param name="name">The name of both.</param>
    /// <param name="cancellationToken">The test's.</param>
    public async Task MakeFullQueue(string name, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object> { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" };
        (HttpMethod Method, string Path, object Body)[] requests =
        [
            (HttpMethod.Put, $"exchanges/{Name}/{name}", new { type = "fanout", durable = true }),
            (HttpMethod.Put, $"queues/{Name}/{name}", new { durable = true, arguments }),
            (HttpMethod.Post, $"bindings/{Name}/e/{name}/q/{name}", new { }),
            (
                HttpMethod.Post,
                $"exchanges/{Name}/{name}/publish",
                new
                {
                    properties = new { },
                    routing_key = "",
                    payload = "",
                    payload_encoding = "string",
                }
            ),
        ];
        foreach (var (method, path, body) in requests)
        {
            using var request = new HttpRequestMessage(method, $"api/{path}") { Content = JsonContent.Create(body) };
            using var answer = await Management.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>
    /// Waits for a connection, closes all connections as an operator does, and waits until the broker lists none of
    /// them.
    /// </summary>
    public async Task CloseConnections(CancellationToken cancellationToken)
    {
        await HasConnection(cancellationToken);
        var names = await ConnectionNames(cancellationToken);
        foreach (var name in names)
        {
            var path = new Uri($"api/connections/{Uri.EscapeDataString(name)}", UriKind.Relative);
            using var closed = await Management.DeleteAsync(path, cancellationToken);
            closed.EnsureSuccessStatusCode();
        }

        await Eventually.Holds(
            async () => !names.Overlaps(await ConnectionNames(cancellationToken)),
            "the broker has closed the connections"
        );
    }

    /// <summary>Waits until the broker lists a connection.</summary>
    public Task HasConnection(CancellationToken cancellationToken) =>
        Eventually.Holds(async () => (await ConnectionNames(cancellationToken)).Count > 0, $"{Name} has a connection");

    private async Task<HashSet<string>> ConnectionNames(CancellationToken cancellationToken)
    {
        var path = $"api/vhosts/{Name}/connections";
        var connections = await Management.GetFromJsonAsync<JsonElement[]>(path, cancellationToken);
        return [.. connections!.Select(connection => connection.GetProperty("name").GetString()!)];
    }

    /// <summary>Deletes the virtual host and its users.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users)
            (await Management.DeleteAsync(new Uri($"api/users/{user}", UriKind.Relative))).Dispose();
        using var deleted = await Management.DeleteAsync(new Uri($"api/vhosts/{Name}", UriKind.Relative));
        deleted.EnsureSuccessStatusCode();
        Management.Dispose();
    }
}
