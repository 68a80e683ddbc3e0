using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace EventDriven.Services.Tests.HotPath;

/// <summary>
/// Stands between a service and its database and notes what is asked, as the wire has it (PostgreSQL's frontend/backend
/// protocol 3.0, extended query): not what a library says it asked.
/// </summary>
internal sealed class PostgresTap : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<RoundTrip> _roundTrips = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;

    /// <param name="connectionString">The database.</param>
    /// <param name="connections">
    /// The size of the connection pool. With 1, a statement that was prepared once stays prepared.
    /// </param>
    public PostgresTap(string connectionString, int connections)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = connections,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>Connects through here.</summary>
    public string ConnectionString { get; }

    /// <summary>What was asked since the last <see cref="Forget" />.</summary>
    public IReadOnlyList<RoundTrip> RoundTrips
    {
        get
        {
            lock (_lock)
                return [.. _roundTrips];
        }
    }

    public void Forget()
    {
        lock (_lock)
            _roundTrips.Clear();
    }

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
        using var ours = client;
        // Messages are relayed in small writes, which Nagle's algorithm would delay.
        using var server = new TcpClient { NoDelay = true };
        ours.NoDelay = true;
        try
        {
            await server.ConnectAsync(_server.Host!, _server.Port, _closing.Token);
            await Task.WhenAny(
                ListenAsync(ours.GetStream(), server.GetStream()),
                server.GetStream().CopyToAsync(ours.GetStream(), _closing.Token)
            );
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // Either side is gone.
        }
    }

    private async Task ListenAsync(NetworkStream client, NetworkStream server)
    {
        var prepared = new Dictionary<string, string>();
        var (statements, unprepared, bound) = (new List<string>(), new List<string>(), "");
        var header = new byte[5];

        // The first message has no type.
        await client.ReadExactlyAsync(header.AsMemory(0, 4), _closing.Token);
        await PassOnAsync(header.AsMemory(0, 4), BinaryPrimitives.ReadInt32BigEndian(header) - 4);

        while (true)
        {
            await client.ReadExactlyAsync(header, _closing.Token);
            var body = await PassOnAsync(header, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4);
            switch ((char)header[0])
            {
                case 'P': // Parse: name, text
                    var (name, afterName) = ReadText(body, 0);
                    var (text, _) = ReadText(body, afterName);
                    prepared[name] = text;
                    unprepared.Add(text);
                    break;
                case 'B': // Bind: portal, name of the statement
                    bound = prepared[ReadText(body, ReadText(body, 0).Next).Text];
                    break;
                case 'E': // Execute what was bound
                    statements.Add(bound);
                    break;
                // Simple query, without a Sync. Npgsql sends BEGIN this way, together with the next statement.
                case 'Q':
                    statements.Add(ReadText(body, 0).Text);
                    if (!statements[^1].StartsWith("BEGIN", StringComparison.Ordinal))
                        Note();
                    break;
                case 'S': // Sync: from here on the client waits
                    Note();
                    break;
            }
        }

        void Note()
        {
            if (statements.Count > 0)
            {
                lock (_lock)
                    _roundTrips.Add(new RoundTrip(statements, unprepared));
            }

            (statements, unprepared) = ([], []);
        }

        async Task<byte[]> PassOnAsync(ReadOnlyMemory<byte> start, int length)
        {
            var body = new byte[length];
            await client.ReadExactlyAsync(body, _closing.Token);
            await server.WriteAsync(start, _closing.Token);
            await server.WriteAsync(body, _closing.Token);
            return body;
        }
    }

    private static (string Text, int Next) ReadText(byte[] message, int start)
    {
        var end = Array.IndexOf(message, (byte)0, start);
        return (Encoding.UTF8.GetString(message, start, end - start), end + 1);
    }
}
