using EventDriven.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
using MassTransit.EntityFrameworkCoreIntegration;
#endif

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The stored messages of one database: of the outbox and the scheduler, if its model has them.</summary>
internal sealed class MessageStore(string database, Type context, IServiceScopeFactory scopes, TimeProvider time)
{
    public const string Outbox = "outbox";

    private const string Scheduled = "scheduled";

    // A message that failed is retried within this time. It bounds the search of the index.
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    public string Database => database;

    /// <summary>By the database's clock.</summary>
    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Counts by indexes, and up to a limit.</summary>
    public async Task<IReadOnlyList<StoredMessageCount>> Count(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var counts = new List<StoredMessageCount>();
        var (now, latest) = (Now, Now + LongestRetry);
        foreach (var (kind, messages) in Tables(scope))
        {
            var setAside = await SetAside(messages)
                .OrderBy(message => message.SentTime)
                .Take(StoredMessageCount.Most)
                .CountAsync(cancellationToken);
            var waiting = await messages
                .Where(message => message.VisibleTime <= latest && message.SentTime <= now)
                .OrderBy(message => message.VisibleTime)
                .Select(message => message.SentTime)
                .Take(StoredMessageCount.Most)
                .GroupBy(_ => 1)
                .Select(all => new { Count = all.Count(), Oldest = all.Min() })
                .SingleOrDefaultAsync(cancellationToken);
            counts.Add(new(database, kind, waiting?.Count ?? 0, waiting?.Oldest, setAside));
        }

        return counts;
    }

    /// <summary>The messages that are set aside, the oldest of each kind first.</summary>
    public async Task<IReadOnlyList<SetAsideMessage>> List(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = new List<SetAsideMessage>();
        foreach (var (kind, messages) in Tables(scope))
            found.AddRange(await Describe(kind, SetAside(messages)).ToListAsync(cancellationToken));
        return found;
    }

    /// <summary>
    /// Has messages that are set aside sent again, by any process that sends for this database. Returns their number.
    /// </summary>
    /// <param name="messageId">Null for all messages.</param>
    public async Task<int> Retry(Guid? messageId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = 0;
        foreach (var (_, messages) in Tables(scope))
        {
            // The reason stays until the message is sent, because it also says what has to be sent alone.
            found += await SetAside(messages)
                .Where(message => messageId == null || message.MessageId == messageId)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(message => message.Attempts, 0)
                            .SetProperty(message => message.VisibleTime, Now),
                    cancellationToken
                );
        }

        return found;
    }

    /// <summary>
    /// Deletes a message that is set aside, and returns it. A message that waits to be delivered again to several
    /// queues has a row for each.
    /// </summary>
    public async Task<IReadOnlyList<SetAsideMessage>> Discard(Guid messageId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var discarded = new List<SetAsideMessage>();
        foreach (var (kind, messages) in Tables(scope))
        {
            var wanted = SetAside(messages).Where(message => message.MessageId == messageId);
            var found = await Describe(kind, wanted).ToListAsync(cancellationToken);
            if (found.Count > 0 && await wanted.ExecuteDeleteAsync(cancellationToken) > 0)
                discarded.AddRange(found);
        }

        return discarded;
    }

    private IEnumerable<(string Kind, IQueryable<StoredMessage> Messages)> Tables(AsyncServiceScope scope)
    {
        var db = (DbContext)scope.ServiceProvider.GetRequiredService(context);
#if !MASSTRANSIT_ENTITYFRAMEWORKCORE
        if (db.Model.FindEntityType(typeof(OutboxMessage)) is not null)
            yield return (Outbox, db.Set<OutboxMessage>());
#endif
        if (db.Model.FindEntityType(typeof(ScheduledMessageRow)) is not null)
            yield return (Scheduled, db.Set<ScheduledMessageRow>());
    }

    private static IQueryable<StoredMessage> SetAside(IQueryable<StoredMessage> messages) =>
        messages.Where(message => message.VisibleTime == null && message.DeliveredTime == null);

    private static IQueryable<SetAsideMessage> Describe(string kind, IQueryable<StoredMessage> messages) =>
        messages
            .OrderBy(message => message.SentTime)
            .Select(message => new SetAsideMessage(
                kind,
                message.MessageId,
                message.MessageType,
                message.DestinationAddress,
                message.SentTime,
                message.Attempts,
                message.LastError
            ));
}
