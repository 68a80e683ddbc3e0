using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

/// <summary>A table of stored messages. Each method is one statement in its own transaction.</summary>
internal abstract class RelayTable<TDbContext, TMessage>(
    RelaySettings settings,
    IServiceScopeFactory scopes,
    DatabaseClock<TDbContext> clock
)
    where TDbContext : DbContext
    where TMessage : StoredMessage
{
    private string? _takeDue;

    /// <summary>For the log, such as "outbox of OrdersDbContext".</summary>
    public abstract string Name { get; }

    /// <summary>Whether messages for one destination are sent one after the other.</summary>
    public virtual bool KeepsOrder => true;

    public RelaySettings Settings => settings;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The rows of these messages, by their key.</summary>
    protected abstract Expression<Func<TMessage, bool>> In(IEnumerable<TMessage> messages);

    /// <summary>Runs background work on a context of its own.</summary>
    public async Task<T> InScope<T>(Func<TDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var dbContext = scope.ServiceProvider.GetRequiredService<TDbContext>();
        dbContext.Database.SetCommandTimeout(settings.QueryTimeout);
        using var writer = await SqliteWriter.Enter(dbContext, cancellationToken);
        return await work(dbContext);
    }

    /// <summary>Null if no message waits.</summary>
    public Task<DateTime?> NextDue(CancellationToken cancellationToken) =>
        InScope(
            dbContext => dbContext.Set<TMessage>().MinAsync(message => message.VisibleTime, cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Leases up to <paramref name="limit"/> due messages; skips those that another process is taking.
    /// </summary>
    public Task<List<TMessage>> TakeDue(int limit, CancellationToken cancellationToken) =>
        InScope(
            async dbContext =>
            {
                var now = Now;
                var taken = await dbContext
                    .Set<TMessage>()
                    .FromSqlRaw(_takeDue ??= TakeDueStatement(dbContext), now + settings.Lease, now, limit)
                    .AsNoTracking()
                    .ToListAsync(cancellationToken);
                return taken.OrderBy(message => message.SequenceNumber).ThenBy(message => message.SentTime).ToList();
            },
            cancellationToken
        );

    public Task Delete(IEnumerable<TMessage> messages, CancellationToken cancellationToken) =>
        InScope(
            dbContext => dbContext.Set<TMessage>().Where(In(messages)).ExecuteDeleteAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>Keeps sent messages, to send them again after a restart.</summary>
    public Task Keep(IEnumerable<TMessage> messages, CancellationToken cancellationToken) =>
        Update(
            rows => rows.Where(In(messages)),
            set =>
                set.SetProperty(message => message.VisibleTime, (DateTime?)null)
                    .SetProperty(message => message.DeliveredTime, Now),
            cancellationToken
        );

    /// <summary>Makes kept messages that were sent before <paramref name="before"/> due again.</summary>
    public Task<int> Revive(DateTime before, CancellationToken cancellationToken) =>
        Update(
            rows => rows.Where(message => message.DeliveredTime < before),
            set =>
                set.SetProperty(message => message.VisibleTime, Now)
                    .SetProperty(message => message.DeliveredTime, (DateTime?)null)
                    .SetProperty(message => message.Attempts, 0),
            cancellationToken
        );

    /// <summary>Deletes a limited number of kept messages that were sent before <paramref name="before"/>.</summary>
    public Task<int> DeleteKept(DateTime before, CancellationToken cancellationToken) =>
        InScope(
            dbContext =>
                dbContext
                    .Set<TMessage>()
                    .Where(message => message.DeliveredTime < before)
                    .OrderBy(message => message.DeliveredTime)
                    .Take(settings.QueryMessageLimit)
                    .ExecuteDeleteAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>The message is due again at <paramref name="visibleTime"/>; null sets it aside.</summary>
    public Task RecordFailure(TMessage failed, DateTime? visibleTime, int attempts, string error) =>
        Update(
            rows => rows.Where(In([failed])),
            set =>
                set.SetProperty(message => message.VisibleTime, visibleTime)
                    .SetProperty(message => message.Attempts, attempts)
                    .SetProperty(message => message.LastError, error),
            CancellationToken.None
        );

    /// <summary>Extends leases, even if they have expired. Does not change messages that are set aside.</summary>
    public Task Renew(IEnumerable<TMessage> messages, DateTime visibleTime, CancellationToken cancellationToken) =>
        Update(
            rows => rows.Where(In(messages)).Where(message => message.VisibleTime < visibleTime),
            set => set.SetProperty(message => message.VisibleTime, visibleTime),
            cancellationToken
        );

    /// <summary>Gives back messages that were taken and not attempted.</summary>
    public Task GiveBack(IEnumerable<TMessage> messages, CancellationToken cancellationToken) =>
        Update(
            rows => rows.Where(In(messages)),
            set => set.SetProperty(message => message.VisibleTime, Now),
            cancellationToken
        );

    private Task<int> Update(
        Func<IQueryable<TMessage>, IQueryable<TMessage>> messages,
        Action<UpdateSettersBuilder<TMessage>> set,
        CancellationToken cancellationToken
    ) =>
        InScope(
            dbContext => messages(dbContext.Set<TMessage>()).ExecuteUpdateAsync(set, cancellationToken),
            cancellationToken
        );

    private static string TakeDueStatement(TDbContext dbContext)
    {
        var table = new Table(dbContext, typeof(TMessage));
        var visible = table[nameof(StoredMessage.VisibleTime)];
        // SQLite has one writer at a time, so no row can be locked.
        var skipLocked = dbContext.IsOnSqlite() ? "" : " FOR UPDATE SKIP LOCKED";
        return $"UPDATE {table.Name} SET {visible} = {{0}} WHERE {table.Key} IN "
            + $"(SELECT {table.Key} FROM {table.Name} WHERE {visible} <= {{1}} "
            + $"ORDER BY {visible} LIMIT {{2}}{skipLocked}) RETURNING *";
    }
}
