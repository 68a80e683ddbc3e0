namespace EventDriven.Notifications.Domain;

/// <summary>Takes mail away: to an SMTP server or to a folder.</summary>
public interface IMailCarrier
{
    /// <summary>Takes one mail. Done means that it is theirs now.</summary>
    /// <param name="mail">What to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UndeliverableMailException">
    /// This recipient will never get it: trying again is of no use.
    /// </exception>
    Task Send(Mail mail, CancellationToken cancellationToken);
}
