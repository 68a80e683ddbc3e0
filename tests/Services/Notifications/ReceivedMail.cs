using System.Text;
using MimeKit;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>A mail as a mail server receives it: the envelope and the message.</summary>
internal sealed record ReceivedMail(string Sender, IReadOnlyList<string> Recipients, MimeMessage Message)
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
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        return new ReceivedMail(sender, recipients, await MimeMessage.LoadAsync(bytes, cancellationToken));
    }
}
