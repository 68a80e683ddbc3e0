using System.Text;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Writes each mail to a file, <c>{orderId}.eml</c>, that mail programs open. Written twice it is the same file with
/// the same text, and it appears at once and whole: exactly one mail an order.
/// </summary>
public sealed class MailFolder(string folder) : IMailCarrier
{
    /// <inheritdoc />
    public async Task Send(Mail mail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);

        var unfinished = Path.Combine(folder, $".{mail.OrderId}.{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllTextAsync(
                unfinished,
                mail.ToMessage(),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                cancellationToken
            );
            File.Move(unfinished, Path.Combine(folder, $"{mail.OrderId}.eml"), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
