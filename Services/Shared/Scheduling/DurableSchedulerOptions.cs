namespace EventDriven.Scheduling;

/// <summary>Settings of the delivery of scheduled messages.</summary>
public sealed class DurableSchedulerOptions
{
    /// <summary>The number of due messages that one statement takes. Default 200.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>
    /// How long a process owns a message that it took. Must be longer than <see cref="SendTimeout"/>, or a slow send is
    /// repeated. Default 30 s.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The timeout of the broker's confirmation. Default 10 s.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The number of attempts before a message is set aside in the table, with the reason. Outages of the broker or the
    /// database do not count. Default 12, about 20 minutes.
    /// </summary>
    public int MaxAttempts { get; set; } = 12;

    /// <summary>
    /// How long sent messages are kept if the transport is in memory; the next start sends them again. Must be shorter
    /// than the receivers' duplicate detection window. Default 10 min.
    /// </summary>
    public TimeSpan KeepSentFor { get; set; } = TimeSpan.FromMinutes(10);
}
