using System.Net.Sockets;
using EventDriven.ServiceDefaults;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EventDriven.Notifications.Domain;

public sealed class SmtpSender(MailSettings settings) : IEmailSender
{
    public async Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken)
    {
        // For the whole mail: SmtpClient.Timeout is for a single read or write.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.Timeout);
        // The revocation list of a private certificate authority is often unreachable.
        using var client = new SmtpClient { CheckCertificateRevocation = false, Timeout = Timeout.Infinite };
        try
        {
            await client.ConnectAsync(
                settings.Host!,
                settings.Port,
                settings.Tls ? SecureSocketOptions.StartTls : SecureSocketOptions.None,
                timeout.Token
            );
            if (settings.UserName is not null)
                await client.AuthenticateAsync(settings.UserName, settings.Password ?? "", timeout.Token);
            await client.SendAsync(email, timeout.Token);
        }
        catch (SmtpCommandException refusal)
        {
            // Not as the cause, because the reply can contain the recipient's address, and exceptions are logged.
            var reply = $"{(int)refusal.StatusCode} ({refusal.ErrorCode})";
            throw refusal switch
            {
                // Every 4yz reply (RFC 5321, section 4.2.1).
                { StatusCode: >= SmtpStatusCode.ServiceNotAvailable and < SmtpStatusCode.SyntaxError } =>
                    new RemotePartyUnavailableException($"The mail server did not accept the mail this time: {reply}."),
                { ErrorCode: SmtpErrorCode.RecipientNotAccepted, StatusCode: >= SmtpStatusCode.SyntaxError } =>
                    new UndeliverableMailException($"The mail server refused the recipient: {reply}."),
                _ => new MailRefusedException($"The mail server refused the mail: {reply}."),
            };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && IsTransient(failure))
        {
            throw new RemotePartyUnavailableException("The mail server did not accept the mail this time.", failure);
        }

        await client.DisconnectAsync(quit: true, timeout.Token);
    }

    // A connection that fails, breaks or is too slow.
    private static bool IsTransient(Exception? failure) =>
        failure is ProtocolException or IOException or SocketException or OperationCanceledException
        || (failure?.InnerException is { } cause && IsTransient(cause));
}
