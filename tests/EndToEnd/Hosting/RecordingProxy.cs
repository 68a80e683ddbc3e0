using System.Net;
using System.Net.Sockets;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>Passes connections on to a server, and keeps what each side sends.</summary>
internal sealed class RecordingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<MemoryStream> _recordings = [];

    public RecordingProxy(int server)
    {
        _listener.Start();
        _ = Accept(server);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes both sides sent, on all connections.</summary>
    public long Length
    {
        get
        {
            lock (_recordings)
                return _recordings.Sum(recording => recording.Length);
        }
    }

    /// <summary>How often bytes occur in what one side sent on one connection.</summary>
    public int Count(ReadOnlySpan<byte> wanted)
    {
        var count = 0;
        lock (_recordings)
        {
            foreach (var recording in _recordings)
                count += recording.GetBuffer().AsSpan(0, (int)recording.Length).Count(wanted);
        }

        return count;
    }

    public void Dispose() => _listener.Dispose();

    private async Task Accept(int server)
    {
        try
        {
            while (true)
                _ = Relay(await _listener.AcceptTcpClientAsync(), server);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task Relay(TcpClient client, int port)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(Copy(client, server), Copy(server, client));
        }
    }

    private async Task Copy(TcpClient from, TcpClient to)
    {
        var recording = new MemoryStream();
        lock (_recordings)
            _recordings.Add(recording);
        var buffer = new byte[64 << 10];
        while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
        {
            lock (_recordings)
                recording.Write(buffer, 0, read);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
