using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Hands mail to an SMTP server. A process that is killed after the server has taken a mail, and before that is
/// recorded, hands it over again: SMTP knows no idempotency key. Both copies carry the same Message-ID, by which mail
/// servers and programs drop the second.
/// </summary>
public sealed class SmtpServer(MailSettings settings) : IMailCarrier
{
    /// <inheritdoc />
    public async Task Send(Mail mail, CancellationToken cancellationToken)
    {
        using var message = new MailMessage(mail.From, mail.To)
        {
            Subject = mail.Subject,
            Body = mail.Body,
            BodyEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", mail.MessageId);

        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.UserName is not null)
            client.Credentials = new NetworkCredential(settings.UserName, settings.Password);

        // The client's own timeout does not hold for what is sent without blocking: a server that says nothing would be
        // waited for for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(settings.Timeout);
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told as what it is, a server that cannot be reached for a while, and tried again for as long as one that
            // refuses connections.
            var reason = new SocketException((int)SocketError.TimedOut);
            throw new TimeoutException($"The mail server did not take the mail within {settings.Timeout}.", reason);
        }
        catch (SmtpFailedRecipientException refusal) when ((int)refusal.StatusCode >= 500)
        {
            throw new UndeliverableMailException(
                $"The mail server refused the recipient: {(int)refusal.StatusCode}.",
                refusal
            );
        }
    }
}
