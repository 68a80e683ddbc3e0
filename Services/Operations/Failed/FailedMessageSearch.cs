using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EventDriven.Operations.Domain;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Failed;

/// <summary>Which failed messages are looked for: a group, what a text finds, or both; latest first.</summary>
public sealed class FailedMessageSearch
{
    /// <summary>The most that one page shows.</summary>
    public const int PageSize = 50;

    /// <summary>The queue in which they rested, which makes it a group of one message and one exception; null for any.</summary>
    public string? RestedIn { get; init; }

    /// <summary>The group's message.</summary>
    public string? MessageType { get; init; }

    /// <summary>The group's exception.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>The id of a message or an order, or a part of what the exception says; null for all.</summary>
    public string? Text { get; init; }

    /// <summary>Waiting, PutBack or Discarded; how it was put back makes no difference here.</summary>
    public string Status { get; init; } = FailedMessageStatus.Waiting;

    /// <summary>All that fit.</summary>
    public IQueryable<FailedMessage> In(IQueryable<FailedMessage> messages)
    {
        messages = Status switch
        {
            FailedMessageStatus.PutBack => messages.Where(m => m.Status == FailedMessageStatus.PutBack || m.Status == FailedMessageStatus.PutBackEdited),
            FailedMessageStatus.Discarded => messages.Where(m => m.Status == FailedMessageStatus.Discarded),
            _ => messages.Where(m => m.Status == FailedMessageStatus.Waiting)
        };
        if (RestedIn is not null)
        {
            var (type, exception) = (MessageType ?? "", ExceptionType ?? "");
            messages = messages.Where(m => m.RestedIn == RestedIn && m.MessageType == type && m.ExceptionType == exception);
        }

        if (Guid.TryParse(Text, out var id))
            return messages.Where(m => m.MessageId == id || m.OriginalMessageId == id || m.OrderId == id);
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers both; it knows no culture, and no comparison without case.
        return Text is null ? messages : messages.Where(m => m.ExceptionMessage!.ToLower().Contains(Text.ToLower()));
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>One page of them, and where the next one begins; null on the last.</summary>
    /// <param name="messages">All failed messages.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(IReadOnlyList<FailedMessage> Messages, string? Next)> PageAsync(
        IQueryable<FailedMessage> messages, string? after, CancellationToken cancellationToken)
    {
        var found = In(messages);
        if (ReadCursor(after) is var (at, id))
            found = found.Where(m => m.FailedAt <= at && (m.FailedAt < at || m.Id < id));
        // Bodies and stack traces are read where one message is shown.
        var page = await found.OrderByDescending(m => m.FailedAt).ThenByDescending(m => m.Id).Take(PageSize + 1)
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
                Status = m.Status
            })
            .ToListAsync(cancellationToken);
        return page.Count <= PageSize ? (page, null) : (page[..PageSize], CursorOf(page[PageSize - 1]));
    }

    private static string CursorOf(FailedMessage message) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.FailedAt.UtcTicks}.{message.Id:N}")));

    private static (DateTimeOffset At, Guid Id)? ReadCursor(string? cursor)
    {
        if (cursor is not { Length: > 0 and <= 100 } || !Base64Url.IsValid(cursor))
            return null;
        return Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParse(id, out var parsed)
                ? (new DateTimeOffset(at, TimeSpan.Zero), parsed)
                : null;
    }
}
