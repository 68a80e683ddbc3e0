using System.Net;
using System.Net.Sockets;

namespace EventDriven.Services.Tests.Broker;

/// <summary>The line from one client to the broker, which can be stalled, so that what is written piles up, and broken off.</summary>
internal sealed class BrokerLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stall = new();
    private readonly TcpClient _broker = new();
    private readonly Task _relaying;
    private TcpClient? _client;

    public BrokerLine(Uri broker)
    {
        _listener.Start();
        Uri = new UriBuilder(broker) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _relaying = Relay(broker.Host, broker.IsDefaultPort ? 5672 : broker.Port);
    }

    /// <summary>Where the client connects to.</summary>
    public Uri Uri { get; }

    /// <summary>Takes nothing more from the client.</summary>
    public async Task Stall()
    {
        await _stall.CancelAsync();
        await _relaying;
    }

    /// <summary>Returns when what the client writes has nowhere to go any more.</summary>
    public async Task Full(CancellationToken cancel)
    {
        for (var seen = -1; seen != _client!.Available || seen == 0; await Task.Delay(300, cancel))
            seen = _client.Available;
    }

    /// <summary>Breaks off, as when the broker's machine dies: with a reset, and nothing said.</summary>
    public void Break()
    {
        _client!.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await Stall();
        _listener.Stop();
        _client?.Dispose();
        _broker.Dispose();
        _stall.Dispose();
    }

    private async Task Relay(string host, int port)
    {
        try
        {
            _client = await _listener.AcceptTcpClientAsync(_stall.Token);
            await _broker.ConnectAsync(host, port, _stall.Token);
            await Task.WhenAll(
                _client.GetStream().CopyToAsync(_broker.GetStream(), _stall.Token),
                _broker.GetStream().CopyToAsync(_client.GetStream(), _stall.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The test has stalled it, or is over.
        }
    }
}
