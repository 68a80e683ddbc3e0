using EventDriven.Operations.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Failed;

/// <summary>Which failed messages are looked for: a group, what a text finds, or both; latest first.</summary>
public sealed class FailedMessageSearch
{
    /// <summary>The most that one page shows.</summary>
    public const int PageSize = 50;

    /// <summary>
    /// In what so many exceptions said, the latest, a text is looked for: no index finds a part of a sentence.
    /// </summary>
    public const int MostRead = 10000;

    /// <summary>
    /// The queue in which they rested, which makes it a group of one message and one exception; null for any.
    /// </summary>
    public string? RestedIn { get; init; }

    /// <summary>The group's message.</summary>
    public string? MessageType { get; init; }

    /// <summary>The group's exception.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>The id of a message or an order, or a part of what the exception says; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Waiting, PutBack or Discarded; how it was put back makes no difference here.</summary>
    public string Status { get; init; } = FailedMessageStatus.Waiting;

    // A query for each: within one of them alone an index is in the order of the page.
    private string[] Statuses =>
        Status == FailedMessageStatus.PutBack
            ? [FailedMessageStatus.PutBack, FailedMessageStatus.PutBackEdited]
            : [Status];

    /// <summary>Those that fit and wait for somebody to decide; none when others are looked for.</summary>
    public IQueryable<FailedMessage> Waiting(IQueryable<FailedMessage> messages) =>
        Status == FailedMessageStatus.Waiting ? In(messages, Status) : messages.Where(_ => false);

    /// <summary>How many fit, counted up to a number.</summary>
    public async Task<int> CountAsync(IQueryable<FailedMessage> messages, int most, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var status in Statuses)
            count += await In(messages, status).OrderBy(m => m.FailedAt).Take(most).CountAsync(cancellationToken);
        return Math.Min(count, most);
    }

    /// <summary>One page of them, and where the next one begins; null on the last.</summary>
    /// <param name="messages">All failed messages.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(IReadOnlyList<FailedMessage> Messages, string? Next)> PageAsync(
        IQueryable<FailedMessage> messages,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var cursor = PageCursor.Read(after);
        List<FailedMessage> found = [];
        foreach (var status in Statuses)
            found.AddRange(await FindAsync(In(messages, status), cursor, cancellationToken));
        // By the text of the id: that is the databases' order of ids, too.
        List<FailedMessage> page =
        [
            .. found
                .OrderByDescending(m => m.FailedAt)
                .ThenByDescending(m => m.Id.ToString(), StringComparer.Ordinal)
                .Take(PageSize + 1),
        ];
        return page.Count <= PageSize
            ? (page, null)
            : (page[..PageSize], new PageCursor(page[PageSize - 1].FailedAt, page[PageSize - 1].Id).ToString());
    }

    private IQueryable<FailedMessage> In(IQueryable<FailedMessage> messages, string status)
    {
        messages = messages.Where(m => m.Status == status);
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
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers both; it knows no culture, and no comparison without case.
        return messages
            .OrderByDescending(m => m.FailedAt)
            .ThenByDescending(m => m.Id)
            .Take(MostRead)
            .Where(m => m.MaskedMessage!.ToLower().Contains(Text.ToLower()));
#pragma warning restore CA1304, CA1311, CA1862
    }

    // One more than a page: whether there is a next one is then known. Bodies and stack traces are read where one
    // message is shown.
    private static Task<List<FailedMessage>> FindAsync(
        IQueryable<FailedMessage> found,
        PageCursor? cursor,
        CancellationToken cancellationToken
    )
    {
        if (cursor is var (at, id))
            found = found.Where(m => m.FailedAt <= at && (m.FailedAt < at || m.Id < id));
        return found
            .OrderByDescending(m => m.FailedAt)
            .ThenByDescending(m => m.Id)
            .Take(PageSize + 1)
            .Select(m => new FailedMessage
            {
                Id = m.Id,
                Queue = m.Queue,
                RestedIn = m.RestedIn,
                MessageType = m.MessageType,
                MessageId = m.MessageId,
                OrderId = m.OrderId,
                ExceptionType = m.ExceptionType,
                MaskedMessage = m.MaskedMessage,
                Headers = "",
                ContentType = "",
                Body = Array.Empty<byte>(),
                FailedAt = m.FailedAt,
                TakenInAt = m.TakenInAt,
                PutBacks = m.PutBacks,
                Status = m.Status,
            })
            .ToListAsync(cancellationToken);
    }
}
