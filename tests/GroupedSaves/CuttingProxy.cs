using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace EventDriven.GroupedSaves.Tests;

/// <summary>A TCP proxy in front of PostgreSQL. The test chooses when it closes the connection.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private Cut _next;

    public CuttingProxy(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        _server = (server.Host!, server.Port);
        _listener.Start();
        Settings =
            $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};Ssl Mode=Disable;"
            // A reset of the session would be answered first.
            + "Gss Encryption Mode=Disable;Maximum Pool Size=1;No Reset On Close=true";
        _accepting = AcceptAsync();
    }

    public enum Cut
    {
        Nothing,

        /// <summary>What the client sends next is lost.</summary>
        Request,

        /// <summary>What the server answers next is lost.</summary>
        Reply,

        /// <summary>The server receives the next piece of a request, and nothing after it.</summary>
        RestOfRequest,
    }

    /// <summary>What a connection string needs to lead through here.</summary>
    public string Settings { get; }

    /// <summary>
    /// Cuts the connection at the next request or reply, once. After <see cref="Cut.RestOfRequest" /> it stays open.
    /// </summary>
    public void CutNext(Cut what) => _next = what;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream(), Cut.Request),
                CopyAsync(server.GetStream(), client.GetStream(), Cut.Reply)
            );
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Cut direction)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, _closing.Token) is > 0 and var count)
        {
            if (_next == direction)
            {
                _next = Cut.Nothing;
                return;
            }

            // Before it is written: its reply lets the test go on, and ask for the next cut.
            var isLast = _next == Cut.RestOfRequest && direction == Cut.Request;
            await to.WriteAsync(buffer.AsMemory(0, count), _closing.Token);
            if (isLast)
            {
                _next = Cut.Nothing;
                await Task.Delay(Timeout.Infinite, _closing.Token);
            }
        }
    }
}
