using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Writes each mail to the file <c>{orderId}.eml</c>. Idempotent: a second write replaces the file with the same text.
/// The file appears complete, because it is renamed into place.
/// </summary>
public sealed class MailFolder(string folder) : IEmailSender
{
    private const int LongestLine = 998; // RFC 5322, section 2.1.1

    private static readonly FormatOptions Format = CrLf();

    /// <inheritdoc />
    public async Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        email.Prepare(EncodingConstraint.EightBit, LongestLine);

        var unfinished = Path.Combine(folder, $".{orderId}.{Guid.NewGuid():N}.tmp");
        try
        {
            await email.WriteToAsync(Format, unfinished, cancellationToken);
            File.Move(unfinished, Path.Combine(folder, $"{orderId}.eml"), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static FormatOptions CrLf()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
