namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>Why a message waits in a database.</summary>
internal enum StoredMessageKind
{
    /// <summary>It was sent in a transaction and leaves after it.</summary>
    Outbox,

    /// <summary>It is to be sent later.</summary>
    Scheduled,
}
