using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Writes each mail to <c>{orderId}.eml</c>. A second write replaces the file with the same text. The file is renamed
/// into place, so readers see it complete.
/// </summary>
public sealed class MailFolder(string folder) : IEmailSender
{
    private const int LongestLine = 998; // RFC 5322, section 2.1.1

    private static readonly FormatOptions Format = CrLf();

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
