namespace EventDriven.Notifications.Domain;

/// <summary>How far a notification is; stored by name.</summary>
public enum NotificationStatus
{
    /// <summary>To be sent, or being sent.</summary>
    Requested,

    /// <summary>Sent.</summary>
    Sent,

    /// <summary>Given up: the address is none, or the mail server refuses it for good.</summary>
    Undeliverable,
}
