namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// The messages that wait in one database: the outbox's, until they are sent, and the scheduled ones, until they are
/// due.
/// </summary>
internal interface IStoredMessages
{
    /// <summary>The database's name, such as "Orders".</summary>
    string Database { get; }

    /// <summary>
    /// Counts them, with one statement that the tables' indexes serve and that stops counting at a bound.
    /// </summary>
    /// <returns>A count for each kind that the database keeps; none when it keeps neither.</returns>
    Task<IReadOnlyList<StoredMessageCount>> Count(CancellationToken cancellationToken);

    /// <summary>Those that are set aside, the oldest first.</summary>
    Task<IReadOnlyList<SetAsideMessage>> SetAside(CancellationToken cancellationToken);

    /// <summary>
    /// Has messages that are set aside tried again, from the first try on, by whichever process sends for this
    /// database.
    /// </summary>
    /// <param name="messageId">The message; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    Task<int> PutBack(Guid? messageId, CancellationToken cancellationToken);
}
