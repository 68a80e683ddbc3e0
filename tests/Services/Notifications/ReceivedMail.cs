using System.Text;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>A mail as a mail server gets it: the envelope, the headers, and the text after decoding.</summary>
internal sealed record ReceivedMail(
    string Sender,
    IReadOnlyList<string> Recipients,
    IReadOnlyDictionary<string, string> Headers,
    string Text
)
{
    /// <summary>Reads what follows DATA, to the line with a single dot.</summary>
    public static async Task<ReceivedMail> Read(
        string sender,
        IReadOnlyList<string> recipients,
        StreamReader reader,
        CancellationToken cancellationToken
    )
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            if (char.IsWhiteSpace(line[0]))
            {
                headers[last] += line;
                continue;
            }

            last = line[..line.IndexOf(':', StringComparison.Ordinal)];
            headers[last] = line[(last.Length + 1)..].Trim();
        }

        var body = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line and not ".")
            body.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");

        return new ReceivedMail(
            sender,
            recipients,
            headers,
            Decode(body.ToString(), headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit"))
        );
    }

    private static string Decode(string body, string encoding) =>
        encoding.ToUpperInvariant() switch
        {
            "BASE64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
            "QUOTED-PRINTABLE" => Encoding.UTF8.GetString(
                QuotedPrintable(body.Replace("=\r\n", "", StringComparison.Ordinal))
            ),
            _ => body,
        };

    private static byte[] QuotedPrintable(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=')
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }
}
