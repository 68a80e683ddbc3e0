using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>Sends mail by SMTP or writes it to a folder.</summary>
public interface IEmailSender
{
    /// <summary>Sends the mail about an order. It is delivered to the server or the folder when this returns.</summary>
    /// <exception cref="UndeliverableMailException">
    /// The server refused the recipient permanently. Do not retry.
    /// </exception>
    /// <exception cref="ServiceDefaults.RemotePartyUnavailableException">
    /// The failure is transient. Retry.
    /// </exception>
    Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken);
}
