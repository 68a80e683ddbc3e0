namespace EventDriven.Notifications.Domain;

/// <summary>The mail server refused a mail permanently, for a reason other than its recipient.</summary>
public sealed class MailRefusedException(string message) : Exception(message);
