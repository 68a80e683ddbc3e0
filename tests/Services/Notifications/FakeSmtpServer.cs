using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>
/// Speaks as much SMTP, on a free port of the loopback address, as is needed to take a mail, to refuse one and to fail.
/// </summary>
internal sealed class FakeSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;
    private int _failures;
    private int _silent;

    public FakeSmtpServer()
    {
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>How many conversations end with a failure that passes.</summary>
    public int FailuresFirst
    {
        init => _failures = value;
    }

    /// <summary>How many conversations begin with nothing at all, and never go on.</summary>
    public int SilentFirst
    {
        init => _silent = value;
    }

    /// <summary>Whether no recipient is known.</summary>
    public bool RefusesRecipients { get; init; }

    public ConcurrentQueue<ReceivedMail> Mails { get; } = [];

    public (string Key, string Value)[] Settings =>
        [
            ("Smtp:Host", "127.0.0.1"),
            (
                "Smtp:Port",
                ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ),
            ("Smtp:From", "shop@example.com"),
        ];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _conversations.Add(Converse(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task Converse(TcpClient client)
    {
        using (client)
        {
            try
            {
                await Converse(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client, or the test, has hung up.
            }
        }
    }

    private async Task Converse(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false))
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        var (sender, recipients) = ("", new List<string>());

        if (Interlocked.Decrement(ref _silent) >= 0)
            await Task.Delay(Timeout.Infinite, _stopping.Token);

        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "MAIL" when Interlocked.Decrement(ref _failures) >= 0 => "451 try later",
                "RCPT" when RefusesRecipients => "550 no such mailbox",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            if (line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase))
                sender = line;
            if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
                recipients.Add(line);

            await writer.WriteLineAsync(answer);
            if (answer.StartsWith("354", StringComparison.Ordinal))
            {
                Mails.Enqueue(await ReceivedMail.Read(sender, recipients, reader, _stopping.Token));
                await writer.WriteLineAsync("250 taken");
            }
        }
    }
}
