namespace EventDriven.Notifications.Domain;

/// <summary>The mail server refused the recipient for good.</summary>
public sealed class UndeliverableMailException(string message, Exception cause) : Exception(message, cause);
