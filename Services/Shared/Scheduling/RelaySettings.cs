namespace EventDriven.Scheduling;

/// <summary>The settings of a relay, and the times that follow from the design.</summary>
public class RelaySettings
{
    /// <summary>
    /// The time for the process that stored a message to send and delete it; a slow send renews it. Until it ends, no
    /// relay sends the message of a process that died.
    /// </summary>
    public static readonly TimeSpan FirstLease = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long sent messages are kept for a transport that loses its queues at a restart. Long enough for a consumer's
    /// retries, and shorter than the duplicate detection window, so that duplicates are dropped.
    /// </summary>
    public static readonly TimeSpan KeepDelivered = TimeSpan.FromMinutes(10);

    // A lease is longer than the send may take, so that no row is taken twice.
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time between two looks at the table, which delays a message that another process stored. One second
    /// by default.
    /// </summary>
    public TimeSpan QueryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The timeout of a statement; 30 seconds by default.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most rows that one statement handles; 100 by default.</summary>
    public int QueryMessageLimit { get; set; } = 100;

    /// <summary>The most messages in flight; 100 by default.</summary>
    public int MessageDeliveryLimit { get; set; } = 100;

    /// <summary>The timeout of the transport's confirmation; 10 seconds by default.</summary>
    public TimeSpan MessageDeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The attempts before a message is set aside; 10 by default. The delays start at one second and double: about
    /// eight minutes. Outages of the broker or the database do not count.
    /// </summary>
    public int MaxAttempts { get; set; } = 10;

    internal bool Delivers { get; set; } = true;

    internal TimeSpan Lease => MessageDeliveryTimeout + LeaseMargin;
}
