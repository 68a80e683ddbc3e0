namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>When messages that wait in a database are worth a look; section <c>StoredMessages</c>.</summary>
internal sealed class StoredMessageOptions
{
    public const string Section = "StoredMessages";

    /// <summary>
    /// How long a message may wait to be sent. A message leaves within milliseconds, or after a crash within two
    /// seconds; one that has waited longer than this was refused several times, or nobody sends. Default 1 min.
    /// </summary>
    public TimeSpan AgedAfter { get; set; } = TimeSpan.FromMinutes(1);
}
