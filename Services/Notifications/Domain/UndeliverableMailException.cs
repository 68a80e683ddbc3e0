namespace EventDriven.Notifications.Domain;

/// <summary>The mail server refused the recipient permanently.</summary>
public sealed class UndeliverableMailException(string message) : Exception(message);
