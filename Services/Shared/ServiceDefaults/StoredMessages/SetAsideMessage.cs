namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>A message that could not be sent, and is no longer tried.</summary>
/// <param name="Kind">See <see cref="MessageStore" />.</param>
/// <param name="Since">When the application sent it, or when it was due (UTC).</param>
/// <param name="Reason">Of the last failure.</param>
internal sealed record SetAsideMessage(
    string Kind,
    Guid MessageId,
    string Type,
    Uri? Destination,
    DateTime Since,
    int Tries,
    string? Reason
);
