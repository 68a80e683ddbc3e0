namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>A message that could not be sent and is not tried any more.</summary>
/// <param name="Kind">Where it is kept.</param>
/// <param name="MessageId">Its id.</param>
/// <param name="Type">What it is.</param>
/// <param name="Destination">Where it was to go.</param>
/// <param name="Since">When it was sent by the application, or was due (UTC).</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Reason">Why the last try failed.</param>
internal sealed record SetAsideMessage(
    StoredMessageKind Kind,
    Guid MessageId,
    string Type,
    string Destination,
    DateTime Since,
    int Tries,
    string Reason
);
