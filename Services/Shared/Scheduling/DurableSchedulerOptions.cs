namespace EventDriven.Scheduling;

/// <summary>How scheduled messages are delivered when they are due.</summary>
public sealed class DurableSchedulerOptions
{
    /// <summary>
    /// The longest that the table is not looked at: how late a message may be that was committed by another process, or
    /// after its due time. Default 1 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many due messages are taken in one statement. Default 200.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>
    /// How long a process has a message that it took to itself: after a crash another process takes it then. Longer
    /// than <see cref="SendTimeout"/>, or a slow send is made twice. Default 30 s.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the broker may take to confirm a message before the try counts as failed. Default 10 s.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after a message's first failed try; it doubles with each further one. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries. Default 5 min.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many tries a message that cannot be sent has; then it is set aside: it stays in the table with its reason
    /// and is not tried again. An outage of the broker or the database does not count. Default 12, which is about 20
    /// minutes.
    /// </summary>
    public int MaxAttempts { get; set; } = 12;

    /// <summary>
    /// How long a sent message is kept where the transport lives in this process and forgets with it: what is kept is
    /// sent once more at the next start. Default 10 min; less than the window in which the receivers' inboxes know a
    /// repetition.
    /// </summary>
    public TimeSpan KeepSentFor { get; set; } = TimeSpan.FromMinutes(10);
}
