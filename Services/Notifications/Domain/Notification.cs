namespace EventDriven.Notifications.Domain;

/// <summary>
/// The guard of one order's notification: one row an order, written before the mail is sent and marked when it is. It
/// belongs to the message that wrote it: a redelivery of that one goes on from here, any other message about the order
/// is a duplicate.
/// </summary>
public sealed class Notification
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The MessageId of the event that tells of the order's end.</summary>
    public required Guid EventId { get; init; }

    /// <summary>How the order ended: Completed, Rejected or Cancelled.</summary>
    public required string Ending { get; init; }

    /// <summary>Whom it is for, as the order has it.</summary>
    public required string Email { get; init; }

    /// <summary>How far it is.</summary>
    public NotificationStatus Status { get; set; }

    /// <summary>
    /// Until when (UTC) a copy of the message has it in hand; null when none has. Later it was killed, and another may
    /// go on.
    /// </summary>
    public DateTimeOffset? SendingUntil { get; set; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it was sent or given up (UTC); null while it is requested.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}
