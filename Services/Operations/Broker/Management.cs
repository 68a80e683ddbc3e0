using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EventDriven.Operations.Broker;

/// <summary>
/// RabbitMQ's management API, for the virtual host of the bus: at <c>RabbitMq:Management</c>, by default port 15671 of
/// the broker's host (15672 if the bus has no TLS), with the credentials of <c>ConnectionStrings:RabbitMq</c> unless
/// the address has its own. Links for people go to <c>RabbitMq:ManagementUi</c>, by default the same place. Queues are
/// cached for 1.5 seconds.
/// </summary>
public sealed class Management : IDisposable
{
    private const string ApiSetting = "RabbitMq:Management";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Serves = TimeSpan.FromSeconds(1.5);
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly HttpClient? _http;
    private readonly Uri? _ui;
    private readonly string _virtualHost = "";
    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private (DateTimeOffset At, Task<IReadOnlyList<QueueFound>>? Queues) _latest;

    public Management(IConfiguration configuration, TimeProvider time)
    {
        (_configuration, _time) = (configuration, time);
        if (configuration.Transport() == TransportKind.InMemory)
            return;

        var broker = configuration.RabbitMqAddress();
        var address = Address(configuration, ApiSetting)
            ?? (
                broker.Scheme == "amqps"
                    ? new UriBuilder(Uri.UriSchemeHttps, broker.Host, 15671)
                    : new UriBuilder(Uri.UriSchemeHttp, broker.Host, 15672)
            ).Uri;
        if (address.Scheme == Uri.UriSchemeHttp)
            configuration.RefusePlaintext(ApiSetting, "an address that begins with https://");
        _virtualHost = broker.AbsolutePath is { Length: > 1 } path ? Uri.UnescapeDataString(path[1..]) : "/";
        address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        _ui = Address(configuration, "RabbitMq:ManagementUi") ?? address;
        var handler = new TlsFiles(configuration).CreateHandler();
        handler.ConnectTimeout = Timeout;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout };
    }

    // The present ones, because the password may have been changed.
    private (string User, string Password) Credentials =>
        Address(_configuration, ApiSetting) is { UserInfo.Length: > 0 } own
            ? own.Credentials()
            : _configuration.RabbitMqAddress().Credentials();

    /// <summary>False with the in-memory transport.</summary>
    public bool IsThere => _http is not null;

    /// <summary>The address of the queue in the management UI; null with the in-memory transport.</summary>
    public string? QueuePage(string queue) =>
        _ui is null
            ? null
            : new Uri(_ui, $"#/queues/{Uri.EscapeDataString(_virtualHost)}/{Uri.EscapeDataString(queue)}").AbsoluteUri;

    /// <exception cref="ManagementException">The API did not answer.</exception>
    public async Task<IReadOnlyList<QueueFound>> Queues(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_latest.Queues is { } latest && _time.GetUtcNow() - _latest.At <= Serves)
                return await latest;
            var queues = Get<QueueFound>("queues", "", cancel);
            await Task.WhenAny(queues);
            // A failure is cached, too, so that the next request does not wait.
            if (!cancel.IsCancellationRequested)
                _latest = (_time.GetUtcNow(), queues);
            return await queues;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <exception cref="ManagementException">The API did not answer.</exception>
    public async Task<(
        IReadOnlyList<QueueFound> Queues,
        IReadOnlyList<ExchangeFound> Exchanges,
        IReadOnlyList<BindingFound> Bindings
    )> Topology(CancellationToken cancel)
    {
        // Policies are among the statistics.
        var queues = Get<QueueFound>("queues", "", cancel);
        var exchanges = Get<ExchangeFound>("exchanges", "?disable_stats=true", cancel);
        var bindings = Get<BindingFound>("bindings", "", cancel);
        await Task.WhenAll(queues, exchanges, bindings);
        return (await queues, await exchanges, await bindings);
    }

    public void Dispose()
    {
        _http?.Dispose();
        _one.Dispose();
    }

    private async Task<IReadOnlyList<T>> Get<T>(string what, string options, CancellationToken cancel)
    {
        var (user, password) = Credentials;
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"api/{what}/{Uri.EscapeDataString(_virtualHost)}{options}", UriKind.Relative)
        )
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))
                ),
            },
        };
        try
        {
            using var answer = await _http!.SendAsync(request, cancel);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                    throw Failure(
                        $"refuses the user {user}: give it the tag 'monitoring', or name another user in the setting "
                            + $"{ApiSetting} (https://user:password@host:15671)."
                    );
                case HttpStatusCode.NotFound:
                    throw Failure($"knows no virtual host '{_virtualHost}'.");
            }

            answer.EnsureSuccessStatusCode();
            return (await answer.Content.ReadFromJsonAsync<IReadOnlyList<T>>(Json, cancel))!;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException
                || (exception is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            throw Failure(
                $"does not answer ({Reason(exception)}). Orders continue without it. "
                    + "Check the setting RabbitMq:Management and the broker's plugin rabbitmq_management."
            );
        }
    }

    private ManagementException Failure(string what) =>
        new($"RabbitMQ's management API at {_http!.BaseAddress} {what}");

    private static string Reason(Exception exception) =>
        exception switch
        {
            OperationCanceledException => $"not within {Timeout.TotalSeconds} s",
            HttpRequestException { StatusCode: { } status } => $"status {(int)status}",
            _ => exception.GetBaseException().Message,
        };

    private static Uri? Address(IConfiguration configuration, string key) =>
        configuration[key] switch
        {
            null or "" => null,
            { } text
                when Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
                    && address.Scheme is "http" or "https" => address,
            _ => throw new StartRefusedException($"The setting {key} is not an address of the form http://host:15672."),
        };
}

/// <summary>The management API did not answer; the message is a sentence for the operator.</summary>
public sealed class ManagementException(string message) : Exception(message);
