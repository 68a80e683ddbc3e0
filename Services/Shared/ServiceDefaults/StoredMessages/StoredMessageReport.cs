namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>What was found in a database.</summary>
/// <param name="Database">The database's name.</param>
/// <param name="Counts">A count for each kind of message that it keeps.</param>
internal sealed record StoredMessageReport(string Database, IReadOnlyList<StoredMessageCount> Counts);
