using System.Net;
using System.Net.Sockets;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>
/// Stands before a server, so that it can be out of reach, or die, for one test alone. Closed until it is opened.
/// </summary>
internal sealed class TcpProxy(string host, int port) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _connections = [];
    private CancellationTokenSource _stall = new();
    private TcpListener? _listener;
    private Func<ReadOnlyMemory<byte>, bool>? _stallsAt;
    private TaskCompletionSource? _stalled;

    /// <summary>Where to connect; the same each time it is opened.</summary>
    public int Port { get; } = FreePort.Find();

    public void Open()
    {
        _stall = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = Accept(_listener);
    }

    /// <summary>Refuses new connections and breaks those that are open.</summary>
    public void Close()
    {
        _listener?.Stop();
        lock (_lock)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
        }
    }

    /// <summary>Takes nothing more from either side of what is connected: what is written piles up.</summary>
    public Task Stall() => _stall.CancelAsync();

    /// <summary>Stalls as soon as the client has written what is looked for.</summary>
    /// <param name="found">Sees each part of what the client writes.</param>
    /// <returns>A task that ends then.</returns>
    public Task StallAt(Func<ReadOnlyMemory<byte>, bool> found)
    {
        _stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stallsAt = found;
        return _stalled.Task;
    }

    /// <summary>Waits, after <see cref="Stall" />, until what the client writes has nowhere to go any more.</summary>
    public async Task IsFull(CancellationToken cancel)
    {
        TcpClient client;
        lock (_lock)
            client = _connections[0];
        for (var seen = -1; seen != client.Available || seen == 0; await Task.Delay(300, cancel))
            seen = client.Available;
    }

    /// <summary>Closes as the death of the server's machine does: with a reset.</summary>
    public void Break()
    {
        lock (_lock)
            _connections.ForEach(connection => connection.LingerState = new LingerOption(true, 0));
        Close();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        _stall.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Accept(TcpListener listener)
    {
        try
        {
            while (true)
                _ = Relay(await listener.AcceptTcpClientAsync());
        }
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task Relay(TcpClient client)
    {
        var server = new TcpClient();
        lock (_lock)
            _connections.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(host, port);
            await await Task.WhenAny(
                CopyFromClient(client.GetStream(), server.GetStream(), _stall.Token),
                server.GetStream().CopyToAsync(client.GetStream(), _stall.Token)
            );
        }
        catch (OperationCanceledException)
        {
            // Stalled: both stay as they are until they are closed.
            return;
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side is gone; the other learns of it below.
        }

        client.Dispose();
        server.Dispose();
    }

    private async Task CopyFromClient(NetworkStream client, NetworkStream server, CancellationToken stall)
    {
        var buffer = new byte[16 << 10];
        while (await client.ReadAsync(buffer, stall) is > 0 and var read)
        {
            if (_stallsAt?.Invoke(buffer.AsMemory(0, read)) == true)
            {
                _stallsAt = null;
                await Stall();
                _stalled!.SetResult();
            }

            await server.WriteAsync(buffer.AsMemory(0, read), stall);
        }
    }
}
