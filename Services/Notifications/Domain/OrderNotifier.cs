using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Sends one mail for each order: records the intent, sends without an open transaction, records the result. One copy
/// of the message holds the lease at a time. After a crash the message is delivered again and continues from the
/// record. A mail whose sending is in doubt is sent again: a folder is unchanged by that, by SMTP the mail can arrive
/// twice under one Message-ID.
/// </summary>
public sealed class OrderNotifier(
    NotificationsDbContext database,
    IEmailSender sender,
    MailSettings settings,
    TimeProvider clock,
    ILogger<OrderNotifier> logger
)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    // The time limit of a mail, and time to record the result; a folder takes no time.
    private readonly TimeSpan _lease =
        (settings.Host is null ? TimeSpan.Zero : settings.Timeout) + TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends the mail, unless it was sent before or another message about the same order came first. The MessageId is
    /// that of the event.
    /// </summary>
    /// <exception cref="ArgumentNullException">
    /// The event has no MessageId, and cannot be told from its duplicates.
    /// </exception>
    public async Task Deliver(OrderEmail email, Guid? messageId, CancellationToken cancellationToken)
    {
        var eventId = messageId ?? throw new ArgumentNullException(nameof(messageId));
        var now = clock.GetUtcNow();
        var notification = new Notification
        {
            OrderId = email.OrderId,
            EventId = eventId,
            Ending = email.Ending,
            Email = email.Email,
            Status = NotificationStatus.Requested,
            RequestedAt = now,
            SendingUntil = now + _lease,
        };
        var isMine = await TryInsert(notification);
        while (!isMine && !await TryTake(email.OrderId, eventId, cancellationToken))
        {
            var other = await database
                .Notifications.AsNoTracking()
                .SingleAsync(n => n.OrderId == email.OrderId, cancellationToken);
            if (other.EventId != eventId || other.Status != NotificationStatus.Requested)
            {
                logger.LogInformation(
                    "Order {OrderId}: the mail was sent before, or belongs to another message.",
                    email.OrderId
                );
                return;
            }

            // Another copy of this message holds the lease, here or in another process. This copy ends when that one
            // has recorded its result, or takes over when the lease expires.
            await Task.Delay(PollInterval, clock, cancellationToken);
        }

        notification.SendingUntil = null;
        try
        {
            notification.Status = await Send(email, cancellationToken);
            notification.DoneAt = clock.GetUtcNow();
        }
        finally
        {
            // Not cancelled: the result is recorded even while the process stops.
            await database.SaveChangesAsync(CancellationToken.None);
        }
    }

    // The primary key decides between two messages about one order. The insert also takes the lease.
    private async Task<bool> TryInsert(Notification notification)
    {
        database.Notifications.Add(notification);
        try
        {
            // Not cancelled: a cancelled save can still be committed, and its lease would block the next attempt.
            await database.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (DbUpdateException exception) when (ServiceDatabase.IsConflict(exception))
        {
            // The row exists. Only the columns that change from here on are written.
            database.Entry(notification).State = EntityState.Unchanged;
            return false;
        }
    }

    private async Task<bool> TryTake(Guid orderId, Guid eventId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.Database.ExecuteSqlAsync(
                $"""
                UPDATE "Notifications" SET "SendingUntil" = {now + _lease}
                WHERE "OrderId" = {orderId} AND "EventId" = {eventId} AND "Status" = {nameof(
                    NotificationStatus.Requested
                )}
                AND ("SendingUntil" IS NULL OR "SendingUntil" < {now})
                """,
                cancellationToken
            ) == 1;
    }

    private async Task<NotificationStatus> Send(OrderEmail email, CancellationToken cancellationToken)
    {
        if (!EmailAddress.IsValid(email.Email))
        {
            logger.LogWarning(
                "Order {OrderId}: no mail was sent, because the order has no valid e-mail address.",
                email.OrderId
            );
            return NotificationStatus.Undeliverable;
        }

        try
        {
            await Traces.CallAsync("send mail", () =>
                sender.Send(email.OrderId, email.ToMime(settings.From), cancellationToken)
            );
            logger.LogInformation(
                "Order {OrderId}: a mail told the customer that the order is {Ending}.",
                email.OrderId,
                email.Ending
            );
            return NotificationStatus.Sent;
        }
        catch (UndeliverableMailException refusal)
        {
            logger.LogWarning(
                refusal,
                "Order {OrderId}: no mail was sent, because the mail server refused the recipient.",
                email.OrderId
            );
            return NotificationStatus.Undeliverable;
        }
    }
}
