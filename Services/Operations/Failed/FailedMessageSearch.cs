namespace EventDriven.Operations.Failed;

/// <summary>Finds the failed messages of a group, with a text, or both; latest first.</summary>
public sealed class FailedMessageSearch
{
    public const int PageSize = 50;

    /// <summary>The number of latest messages in which a text is searched, because no index finds it.</summary>
    public const int MostRead = 10000;

    public required IQueryable<FailedMessage> Messages { get; init; }

    /// <summary>With it, the search is for one message type and one exception.</summary>
    public string? RestedIn { get; init; }

    public string? MessageType { get; init; }

    public string? ExceptionType { get; init; }

    /// <summary>The id of a message or an order, or part of the exception message.</summary>
    public string? Text { get; init; }

    /// <summary>Waiting, PutBack (edited or not) or Discarded.</summary>
    public string Status { get; init; } = FailedMessageStatus.Waiting;

    // One query for each status, because an index is in the order of the page only within one.
    private string[] Statuses =>
        Status == FailedMessageStatus.PutBack
            ? [FailedMessageStatus.PutBack, FailedMessageStatus.PutBackEdited]
            : [Status];

    public IQueryable<FailedMessage> Waiting =>
        Status == FailedMessageStatus.Waiting ? In(Status) : Messages.Where(_ => false);

    public async Task<int> CountAsync(int most, CancellationToken cancel)
    {
        var count = 0;
        foreach (var status in Statuses)
            count += await In(status).OrderBy(m => m.FailedAt).Take(most).CountAsync(cancel);
        return Math.Min(count, most);
    }

    /// <summary>One page, and the cursor of the next one; null on the last.</summary>
    public async Task<(IReadOnlyList<FailedMessage> Messages, string? Next)> PageAsync(
        string? after,
        CancellationToken cancel
    )
    {
        var cursor = PageCursor.Read(after);
        List<FailedMessage> found = [];
        foreach (var status in Statuses)
            found.AddRange(await FindAsync(In(status), cursor, cancel));
        // The databases sort ids as texts.
        List<FailedMessage> page =
        [
            .. found.OrderByDescending(m => m.FailedAt).ThenByDescending(m => m.Id.ToString(), StringComparer.Ordinal),
        ];
        return page.Count <= PageSize
            ? (page, null)
            : (page[..PageSize], new PageCursor(page[PageSize - 1].FailedAt, page[PageSize - 1].Id).ToString());
    }

    private IQueryable<FailedMessage> In(string status)
    {
        var messages = Messages.Where(m => m.Status == status);
        if (RestedIn is not null)
        {
            var (type, exception) = (MessageType ?? "", ExceptionType ?? "");
            messages = messages.Where(m =>
                m.RestedIn == RestedIn && m.MessageType == type && m.ExceptionType == exception
            );
        }

        if (Guid.TryParse(Text, out var id))
            return messages.Where(m => m.MessageId == id || m.OriginalMessageId == id || m.OrderId == id);
        if (Text is null)
            return messages;
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, which has neither cultures nor StringComparison.
        return messages
            .OrderByDescending(m => m.FailedAt)
            .ThenByDescending(m => m.Id)
            .Take(MostRead)
            .Where(m => m.MaskedMessage!.ToLower().Contains(Text.ToLower()));
#pragma warning restore CA1304, CA1311, CA1862
    }

    // One more row shows whether there is a next page.
    private static Task<List<FailedMessage>> FindAsync(
        IQueryable<FailedMessage> found,
        PageCursor? cursor,
        CancellationToken cancel
    )
    {
        if (cursor is var (at, id))
            found = found.Where(m => m.FailedAt <= at && (m.FailedAt < at || m.Id < id));
        return found
            .OrderByDescending(m => m.FailedAt)
            .ThenByDescending(m => m.Id)
            .Take(PageSize + 1)
            .Listed()
            .ToListAsync(cancel);
    }
}
