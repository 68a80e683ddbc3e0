namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// How many messages of a kind a database holds. At most <see cref="Most" /> are counted, because more would take
/// longer and say no more.
/// </summary>
/// <param name="Kind">See <see cref="MessageStore" />.</param>
/// <param name="Waiting">To be sent now.</param>
/// <param name="OldestSince">Since when the oldest of them waits (UTC); null without one.</param>
/// <param name="SetAside">No longer tried.</param>
internal sealed record StoredMessageCount(
    string Database,
    string Kind,
    int Waiting,
    DateTime? OldestSince,
    int SetAside
)
{
    public const int Most = 10_000;
}
