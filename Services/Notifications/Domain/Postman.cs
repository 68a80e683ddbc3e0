using System.Net.Mail;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Tells a customer once how the order ended: records that it will, sends with no transaction open, records that it
/// has. One copy of the message has it in hand at a time. Killed anywhere, the message is delivered again and the
/// record says where it stood. A mail whose sending is in doubt is sent again: to a folder that changes nothing, by
/// SMTP it can arrive twice under one Message-ID.
/// </summary>
public sealed class Postman(
    NotificationsDbContext database,
    IMailCarrier carrier,
    MailSettings settings,
    TimeProvider clock,
    ILogger<Postman> logger
)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    // As long as a mail server may take, and time to record it; a folder takes no time.
    private readonly TimeSpan _inHand =
        (settings.Host is null ? TimeSpan.Zero : settings.Timeout) + TimeSpan.FromSeconds(10);

    /// <summary>Sends the letter, unless it was sent before or the order's end was told by another message.</summary>
    /// <param name="letter">What to tell.</param>
    /// <param name="messageId">The MessageId of the event that tells of the end.</param>
    /// <param name="cancellationToken">Gives up; the message is delivered again.</param>
    /// <exception cref="ArgumentNullException">
    /// The event has no MessageId, and cannot be told from its duplicates.
    /// </exception>
    public async Task Deliver(Letter letter, Guid? messageId, CancellationToken cancellationToken)
    {
        var eventId = messageId ?? throw new ArgumentNullException(nameof(messageId));
        var isMine = await TryBegin(letter, eventId, cancellationToken);
        while (!isMine && !await TryTake(letter.OrderId, eventId, cancellationToken))
        {
            var notification = await database
                .Notifications.AsNoTracking()
                .SingleAsync(n => n.OrderId == letter.OrderId, cancellationToken);
            if (notification.EventId != eventId || notification.Status != NotificationStatus.Requested)
            {
                logger.LogInformation(
                    "Order {OrderId}: its end is told by another message, or has been told.",
                    letter.OrderId
                );
                return;
            }

            // Another copy of this message is at it, here or in another process: this one ends when that one has, or
            // goes on where it fell.
            await Task.Delay(Glance, clock, cancellationToken);
        }

        NotificationStatus status;
        try
        {
            status = await Send(letter, cancellationToken);
        }
        catch
        {
            await Record(letter.OrderId, NotificationStatus.Requested, null);
            throw;
        }

        await Record(letter.OrderId, status, clock.GetUtcNow());
    }

    // Two messages about one order at the same instant: the key decides. Who records it first has it in hand with that.
    private async Task<bool> TryBegin(Letter letter, Guid eventId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Notifications" ("OrderId", "EventId", "Ending", "Email", "Status", "RequestedAt", "SendingUntil")
                VALUES ({letter.OrderId}, {eventId}, {letter.Ending}, {letter.Email}, {nameof(
                    NotificationStatus.Requested
                )}, {now}, {now + _inHand})
                ON CONFLICT DO NOTHING
                """,
                cancellationToken
            ) == 1;
    }

    private async Task<bool> TryTake(Guid orderId, Guid eventId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.Database.ExecuteSqlAsync(
                $"""
                UPDATE "Notifications" SET "SendingUntil" = {now + _inHand}
                WHERE "OrderId" = {orderId} AND "EventId" = {eventId} AND "Status" = {nameof(
                    NotificationStatus.Requested
                )}
                AND ("SendingUntil" IS NULL OR "SendingUntil" < {now})
                """,
                cancellationToken
            ) == 1;
    }

    // What came of it is recorded even if the process is being stopped.
    private Task<int> Record(Guid orderId, NotificationStatus status, DateTimeOffset? doneAt) =>
        database
            .Notifications.Where(n => n.OrderId == orderId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(n => n.Status, status)
                        .SetProperty(n => n.DoneAt, doneAt)
                        .SetProperty(n => n.SendingUntil, (DateTimeOffset?)null),
                CancellationToken.None
            );

    private async Task<NotificationStatus> Send(Letter letter, CancellationToken cancellationToken)
    {
        if (AddressOf(letter.Email) is not { } to)
        {
            logger.LogWarning(
                "Order {OrderId}: the customer cannot be told, the order has no valid mail address.",
                letter.OrderId
            );
            return NotificationStatus.Undeliverable;
        }

        var mail = new Mail
        {
            OrderId = letter.OrderId,
            From = settings.From,
            To = to,
            Subject = letter.Subject,
            Paragraphs = letter.Paragraphs,
            Date = letter.At,
        };
        try
        {
            await carrier.Send(mail, cancellationToken);
            logger.LogInformation(
                "Order {OrderId}: the customer is told that it is {Ending}.",
                letter.OrderId,
                letter.Ending
            );
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
        text.All(c => char.IsAscii(c) && !char.IsControl(c) && c != ' ')
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
            ? address
            : null;
}
