using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EventDriven.TestServers;

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
    private int _lostReplies;

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

    /// <summary>How many mails are accepted without a reply: the connection is closed instead.</summary>
    public int RepliesLostFirst
    {
        init => _lostReplies = value;
    }

    /// <summary>
    /// The replies that differ from the usual ones, by command; "" is the greeting, "." the end of a mail. An empty
    /// reply closes the connection.
    /// </summary>
    public Dictionary<string, string> Replies { get; init; } = [];

    /// <summary>Whether recipients whose address begins with "full" are refused for now.</summary>
    public bool MailboxesAreFull { get; set; }

    /// <summary>Runs before a recipient is answered.</summary>
    public Action? OnRecipient { get; set; }

    /// <summary>All commands that were received.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

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
        await _accepting;
        _listener.Stop();
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

        if (!await Reply("", "220 ready"))
            return;
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            Commands.Enqueue(line);
            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            if (command == "MAIL")
                sender = line;
            if (command == "RCPT")
            {
                recipients.Add(line);
                OnRecipient?.Invoke();
            }
            if (
                !await Reply(
                    command,
                    command switch
                    {
                        "MAIL" when Interlocked.Decrement(ref _failures) >= 0 => "451 try later",
                        "RCPT" when MailboxesAreFull && line.Contains("<full", StringComparison.Ordinal) =>
                            "452 mailbox full",
                        "DATA" => "354 go on",
                        "QUIT" => "221 bye",
                        _ => "250 ok",
                    }
                )
            )
                return;
            if (command != "DATA" || Replies.ContainsKey("DATA"))
                continue;
            Mails.Enqueue(await ReceivedMail.Read(sender, recipients, reader, _stopping.Token));
            if (Interlocked.Decrement(ref _lostReplies) >= 0 || !await Reply(".", "250 taken"))
                return;
        }

        async Task<bool> Reply(string command, string usual)
        {
            var reply = Replies.GetValueOrDefault(command, usual);
            if (reply.Length > 0)
                await writer.WriteLineAsync(reply);
            return reply.Length > 0;
        }
    }
}
