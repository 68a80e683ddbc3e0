using MimeKit;

namespace EventDriven.Notifications.Domain;

public interface IEmailSender
{
    /// <summary>Returns once the mail server has accepted the mail, or the file is written.</summary>
    /// <exception cref="UndeliverableMailException">Permanent: do not retry.</exception>
    /// <exception cref="ServiceDefaults.RemotePartyUnavailableException">Transient: retry.</exception>
    Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken);
}
