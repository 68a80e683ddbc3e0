using System.Data.Common;
using System.Diagnostics;
using EventDriven.ServiceDefaults.Telemetry;
using EventDriven.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Reads, decides and saves for many messages with one query and one save. Messages that arrive while a group is at
/// work form the next one, so a single message does not wait. For decisions that change the database alone, and that
/// unique keys or concurrency tokens guard.
/// </summary>
/// <typeparam name="TKey">What a decision is about, such as an order. A group has one decision per key.</typeparam>
/// <typeparam name="TRow">What is known about it.</typeparam>
public sealed class GroupedDecisions<TDbContext, TKey, TRow>(
    IServiceScopeFactory scopes,
    Func<TDbContext, IReadOnlyCollection<TKey>, Task<List<TRow>>> load,
    Func<TRow, TKey> keyOf
)
    where TDbContext : DbContext
    where TKey : notnull
    where TRow : class
{
    // As many messages as a queue's consumers have in progress.
    private const int MaxSize = 32;

    // A failed attempt means that another writer was first. An order has fewer writers.
    private const int MaxAttempts = 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<Decision> _waiting = [];

    // Another session holds their rows. Decisions about them are saved beside the groups until one succeeds.
    private readonly HashSet<TKey> _locked = [];
    private bool _isAtWork;

    /// <summary>
    /// Saves what <paramref name="decide" /> changes. If another writer was first, it runs again with what the database
    /// now holds.
    /// </summary>
    /// <param name="decide">Must not wait. May run more than once.</param>
    /// <param name="assumed">
    /// Rows to use instead of a query: none, or one that the caller has saved before. If they are wrong, a key or a
    /// concurrency token must refuse the save. Null reads the database.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the decision may be saved all the same.</param>
    public Task<T> DecideAsync<T>(
        TKey key,
        Func<TDbContext, IReadOnlyList<TRow>, T> decide,
        IReadOnlyList<TRow>? assumed,
        CancellationToken cancellationToken
    )
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T? decided = default;
        var decision = new Decision(
            key,
            (db, rows) => decided = decide(db, rows),
            () => outcome.SetResult(decided!),
            outcome.SetException,
            assumed
        );
        bool isFirst;
        lock (_lock)
        {
            _waiting.AddLast(decision);
            (isFirst, _isAtWork) = (!_isAtWork, true);
        }

        if (isFirst)
            _ = WorkAsync();
        return outcome.Task.WaitAsync(cancellationToken);
    }

    private async Task WorkAsync()
    {
        while (NextGroup() is { Count: > 0 } group)
        {
            if (await TrySaveAsync(group, isLastTry: false))
                continue;

            // Any of them may have failed, and the others must not fail with it.
            foreach (var decision in group)
                await SaveAloneAsync(decision);
        }
    }

    private async Task SaveAloneAsync(Decision decision)
    {
        for (var attempt = 1; !await TrySaveAsync([decision], isLastTry: attempt == MaxAttempts); attempt++) { }
    }

    private List<Decision> NextGroup()
    {
        lock (_lock)
        {
            var group = new List<Decision>(Math.Min(_waiting.Count, MaxSize));
            var keys = new HashSet<TKey>();
            for (var node = _waiting.First; node is not null && group.Count < MaxSize; )
            {
                var (next, decision) = (node.Next, node.Value);
                if (_locked.Contains(decision.Key))
                {
                    _waiting.Remove(node);
                    _ = Task.Run(() => SaveAloneAsync(decision));
                }
                else if (keys.Add(decision.Key))
                {
                    group.Add(decision);
                    _waiting.Remove(node);
                }

                node = next;
            }

            _isAtWork = group.Count > 0;
            return group;
        }
    }

    // False if the decisions are to be tried again one by one. Otherwise all callers have their result.
    private async Task<bool> TrySaveAsync(List<Decision> group, bool isLastTry)
    {
        using var span = Traces.StartShared("save", group.Select(decision => decision.Trace));
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            TKey[] unknown = [.. group.Where(decision => decision.Assumed is null).Select(decision => decision.Key)];
            var rows = (unknown.Length == 0 ? [] : await load(db, unknown)).ToLookup(keyOf);
            foreach (var decision in group)
            {
                if (decision.Assumed is { } assumed)
                    db.AttachRange(assumed.Cast<object>());

                decision.Decide(db, decision.Assumed ?? [.. rows[decision.Key]]);
            }

            await db.SaveChangesAsync();
            Meters.Committed(typeof(TDbContext).Name, group.Count);
        }
        catch (Exception exception) when (!isLastTry && IsWorthAnotherTry(group, exception))
        {
            // Read next time: the assumption may be wrong, or the failed decision may have changed its objects.
            group.ForEach(decision => decision.Assumed = null);
            return false;
        }
        catch (Exception exception)
        {
            if (IsLocked(exception))
            {
                lock (_lock)
                    _locked.Add(group[0].Key);
            }

            span.Fail(exception);
            foreach (var decision in group)
                decision.Fail(exception);

            return true;
        }

        lock (_lock)
        {
            if (_locked.Count > 0)
                _locked.ExceptWith(group.Select(decision => decision.Key));
        }

        foreach (var decision in group)
            decision.Succeed();

        return true;
    }

    // A group is tried again if one decision can be the cause; a single decision if the database differs from what was
    // assumed or read.
    private static bool IsWorthAnotherTry(List<Decision> group, Exception exception)
    {
        var refused = TransientErrors.IsConnection(exception) ? null : exception as DbUpdateException;
        return group.Count > 1
            ? refused is not null || IsLocked(exception) || group.Exists(decision => decision.HasThrown)
            : refused is not null && (group[0].Assumed is not null || TransientErrors.IsConflict(refused));
    }

    private static bool IsLocked(Exception exception) =>
        exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    private sealed class Decision(
        TKey key,
        Action<TDbContext, IReadOnlyList<TRow>> decide,
        Action succeed,
        Action<Exception> fail,
        IReadOnlyList<TRow>? assumed
    )
    {
        public TKey Key => key;

        public Action Succeed => succeed;

        public Action<Exception> Fail => fail;

        // The caller's, because the work is done in the execution context of another caller.
        public Activity? Trace { get; } = Activity.Current;

        public IReadOnlyList<TRow>? Assumed { get; set; } = assumed;

        public bool HasThrown { get; private set; }

        public void Decide(TDbContext db, IReadOnlyList<TRow> rows)
        {
            HasThrown = true;
            decide(db, rows);
            HasThrown = false;
        }
    }
}
