using System.Net;
using System.Text.Json;

namespace EventDriven.Operations.Broker;

/// <summary>
/// What RabbitMQ's management API says of the bus's virtual host. Links for people go to <c>RabbitMq:ManagementUi</c>,
/// by default the same place. Queues are cached for 1.5 seconds.
/// </summary>
public sealed class Management : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Serves = TimeSpan.FromSeconds(1.5);
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly ManagementApi? _api;
    private readonly Uri? _ui;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1);
    private (DateTimeOffset At, Task<IReadOnlyList<QueueFound>>? Queues) _latest;

    public Management(IConfiguration configuration, TimeProvider time)
    {
        _time = time;
        if (configuration.Transport() == TransportKind.InMemory)
            return;

        _api = new ManagementApi(configuration, Timeout);
        _ui = ManagementApi.AddressIn(configuration, "RabbitMq:ManagementUi") ?? _api.Address;
    }

    /// <summary>False with the in-memory transport.</summary>
    public bool IsThere => _api is not null;

    /// <summary>The address of the queue in the management UI; null with the in-memory transport.</summary>
    public string? QueuePage(string queue) =>
        _api is null
            ? null
            : new Uri(
                _ui!,
                $"#/queues/{Uri.EscapeDataString(_api.VirtualHost)}/{Uri.EscapeDataString(queue)}"
            ).AbsoluteUri;

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
        _api?.Dispose();
        _one.Dispose();
    }

    private async Task<IReadOnlyList<T>> Get<T>(string what, string options, CancellationToken cancel)
    {
        try
        {
            using var answer = await _api!.SendAsync(
                HttpMethod.Get,
                $"{what}/{Uri.EscapeDataString(_api.VirtualHost)}{options}",
                content: null,
                cancel
            );
            switch (answer.StatusCode)
            {
                case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                    throw Failure(
                        $"refuses the user {_api.User}: give it the tag 'monitoring', or name another user in the "
                            + "setting RabbitMq:Management (https://user:password@host:15671)."
                    );
                case HttpStatusCode.NotFound:
                    throw Failure($"knows no virtual host '{_api.VirtualHost}'.");
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

    private ManagementException Failure(string what) => new($"RabbitMQ's management API at {_api!.Address} {what}");

    private static string Reason(Exception exception) =>
        exception switch
        {
            OperationCanceledException => $"not within {Timeout.TotalSeconds} s",
            HttpRequestException { StatusCode: { } status } => $"status {(int)status}",
            _ => exception.GetBaseException().Message,
        };
}

/// <summary>The management API did not answer; the message is a sentence for the operator.</summary>
public sealed class ManagementException(string message) : Exception(message);
