namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>How many messages of a kind a database holds.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Waiting">Those that are to be sent now. More than <see cref="Most"/> are not counted.</param>
/// <param name="OldestSince">Since when the oldest of them waits (UTC); null when none does.</param>
/// <param name="SetAside">Those that are not tried any more. More than <see cref="Most"/> are not counted.</param>
internal sealed record StoredMessageCount(StoredMessageKind Kind, int Waiting, DateTime? OldestSince, int SetAside)
{
    /// <summary>Where counting ends: a bigger number would say nothing more and take longer.</summary>
    public const int Most = 10_000;
}
