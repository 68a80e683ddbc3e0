using System.Net.Mail;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Tells a customer once how the order ended: records that it will, sends with no transaction open, records that it has. Killed
/// anywhere, the message is delivered again and the record says where it stood. A mail whose sending is in doubt is sent again: to a
/// folder that changes nothing, by SMTP it can arrive twice under one Message-ID.
/// </summary>
public sealed class Postman(NotificationsDbContext database, IMailCarrier carrier, MailSettings settings, TimeProvider clock, ILogger<Postman> logger)
{
    /// <summary>Sends the letter, unless it was sent before or the order's end was told by another message.</summary>
    /// <param name="letter">What to tell.</param>
    /// <param name="messageId">The MessageId of the event that tells of the end.</param>
    /// <param name="cancellationToken">Gives up; the message is delivered again.</param>
    /// <exception cref="ArgumentNullException">The event has no MessageId, and cannot be told from its duplicates.</exception>
    public async Task Deliver(Letter letter, Guid? messageId, CancellationToken cancellationToken)
    {
        var eventId = messageId ?? throw new ArgumentNullException(nameof(messageId));
        var notification = await Request(letter, eventId, cancellationToken);
        if (notification.EventId != eventId || notification.Status != NotificationStatus.Requested)
        {
            logger.LogInformation("Order {OrderId}: its end is told by another message, or has been told.", letter.OrderId);
            return;
        }

        notification.Status = await Send(letter, cancellationToken);
        notification.DoneAt = clock.GetUtcNow();
        // The mail is out: this is recorded even if the process is being stopped.
        await database.SaveChangesAsync(CancellationToken.None);
    }

    private async Task<Notification> Request(Letter letter, Guid eventId, CancellationToken cancellationToken)
    {
        // Two messages about one order at the same instant: the key decides, and both then read whose it is.
        await database.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "Notifications" ("OrderId", "EventId", "Ending", "Email", "Status", "RequestedAt")
             VALUES ({letter.OrderId}, {eventId}, {letter.Ending}, {letter.Email}, {nameof(NotificationStatus.Requested)}, {clock.GetUtcNow()})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
        return await database.Notifications.SingleAsync(n => n.OrderId == letter.OrderId, cancellationToken);
    }

    private async Task<NotificationStatus> Send(Letter letter, CancellationToken cancellationToken)
    {
        if (AddressOf(letter.Email) is not { } to)
        {
            logger.LogWarning("Order {OrderId}: the customer cannot be told, the order has no valid mail address.", letter.OrderId);
            return NotificationStatus.Undeliverable;
        }

        var mail = new Mail
        {
            OrderId = letter.OrderId,
            From = settings.From,
            To = to,
            Subject = letter.Subject,
            Paragraphs = letter.Paragraphs,
            Date = letter.At
        };
        try
        {
            await carrier.Send(mail, cancellationToken);
            logger.LogInformation("Order {OrderId}: the customer is told that it is {Ending}.", letter.OrderId, letter.Ending);
            return NotificationStatus.Sent;
        }
        catch (UndeliverableMailException refusal)
        {
            logger.LogWarning(refusal, "Order {OrderId}: the customer cannot be told.", letter.OrderId);
            return NotificationStatus.Undeliverable;
        }
    }

    // One bare address in ASCII: no display name, no second recipient, nothing that could end the header's line.
    private static MailAddress? AddressOf(string text) =>
        text.All(c => char.IsAscii(c) && !char.IsControl(c) && c != ' ') && MailAddress.TryCreate(text, out var address) && address.Address == text ? address : null;
}
