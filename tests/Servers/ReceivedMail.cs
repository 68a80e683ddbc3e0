using System.Text;

namespace EventDriven.TestServers;

/// <summary>A mail as a mail server receives it: the envelope and the text of the message.</summary>
internal sealed record ReceivedMail(string Sender, IReadOnlyList<string> Recipients, string Text)
{
    /// <summary>Reads what follows DATA, up to the line with a single dot.</summary>
    public static async Task<ReceivedMail> Read(
        string sender,
        IReadOnlyList<string> recipients,
        StreamReader reader,
        CancellationToken cancellationToken
    )
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line and not ".")
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        return new ReceivedMail(sender, recipients, text.ToString());
    }
}
