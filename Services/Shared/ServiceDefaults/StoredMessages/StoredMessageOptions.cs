namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The section <c>StoredMessages</c>.</summary>
internal sealed class StoredMessageOptions
{
    public const string Section = "StoredMessages";

    /// <summary>
    /// How long a message may wait to be sent. A message is sent within milliseconds, or within two seconds after a
    /// crash. One that waits longer than this was refused several times, or no process sends.
    /// </summary>
    public TimeSpan AgedAfter { get; set; } = TimeSpan.FromMinutes(1);
}
