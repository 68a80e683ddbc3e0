using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// One mail to one customer. All of it follows from the order and how it ended, the Message-ID too: written a second
/// time it is the same mail, and mail programs that know the Message-ID show it once.
/// </summary>
public sealed record Mail
{
    private const int LineLength = 76;

    /// <summary>The order that it is about.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The sender.</summary>
    public required MailAddress From { get; init; }

    /// <summary>The recipient.</summary>
    public required MailAddress To { get; init; }

    /// <summary>The subject, in one line of ASCII.</summary>
    public required string Subject { get; init; }

    /// <summary>The text: paragraphs, in plain text.</summary>
    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>When what it tells of happened (UTC).</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The Message-ID, in angle brackets.</summary>
    public string MessageId => $"<order-{OrderId}@{From.Host}>";

    /// <summary>The text, its lines broken at 76 characters and ended by CR LF.</summary>
    public string Body => string.Join("\r\n\r\n", Paragraphs.Select(Wrap)) + "\r\n";

    /// <summary>The whole mail as RFC 5322 writes it.</summary>
    public string ToMessage() =>
        new StringBuilder()
            .Append("From: ")
            .Append(From.Address)
            .Append("\r\n")
            .Append("To: ")
            .Append(To.Address)
            .Append("\r\n")
            .Append("Subject: ")
            .Append(Subject)
            .Append("\r\n")
            .Append("Date: ")
            .Append(Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture))
            .Append("\r\n")
            .Append("Message-ID: ")
            .Append(MessageId)
            .Append("\r\n")
            .Append("MIME-Version: 1.0\r\n")
            .Append("Content-Type: text/plain; charset=utf-8\r\n")
            .Append("Content-Transfer-Encoding: 8bit\r\n")
            .Append("\r\n")
            .Append(Body)
            .ToString();

    // RFC 5322 allows no line above 998 bytes, however long a reason may be, or a word in it.
    private static string Wrap(string paragraph)
    {
        var text = new StringBuilder();
        var length = 0;
        foreach (
            var word in paragraph
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => word.Chunk(LineLength))
        )
        {
            if (length > 0 && length + 1 + word.Length > LineLength)
            {
                text.Append("\r\n");
                length = 0;
            }

            if (length > 0)
            {
                text.Append(' ');
                length++;
            }

            text.Append(word);
            length += word.Length;
        }

        return text.ToString();
    }
}
