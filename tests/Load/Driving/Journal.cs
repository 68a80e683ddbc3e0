using System.Collections.Concurrent;
using System.Diagnostics;

namespace EventDriven.Load.Driving;

/// <summary>Every order of a round and what became of it, as seen from outside. Safe for use by many at once.</summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<Guid, PlacedOrder> _accepted = new();
    private readonly ConcurrentDictionary<Guid, PlacedOrder> _open = new();
    private readonly ConcurrentDictionary<Guid, (string State, string? MessageId, long At)> _early = new();
    private readonly ConcurrentDictionary<string, int> _ends = new();
    private readonly double[] _recent = new double[1000];
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentBag<string> _contradictions = [];
    private int _sent;
    private int _failed;
    private int _ended;
    private int _repeated;

    /// <summary>Told of each order that needs no more attention: it has ended, or was never accepted.</summary>
    public event Action? Finished;

    /// <summary>The orders that were accepted.</summary>
    public ICollection<PlacedOrder> Accepted => _accepted.Values;

    /// <summary>Those of them whose end has not been seen.</summary>
    public ICollection<PlacedOrder> Open => _open.Values;

    /// <summary>How many ended how, by kind and end, such as "declined: Rejected".</summary>
    public IReadOnlyDictionary<string, int> Ends => _ends;

    /// <summary>Milliseconds from accepted to ended of up to a thousand orders that ended last.</summary>
    public IEnumerable<double> RecentMilliseconds => _recent.Take(Math.Min(EndedCount, _recent.Length));

    /// <summary>How many were sent.</summary>
    public int SentCount => Volatile.Read(ref _sent);

    /// <summary>How many were accepted.</summary>
    public int AcceptedCount => _accepted.Count;

    /// <summary>How many were not accepted.</summary>
    public int FailedCount => Volatile.Read(ref _failed);

    /// <summary>How many have ended.</summary>
    public int EndedCount => Volatile.Read(ref _ended);

    /// <summary>How many are on their way.</summary>
    public int InFlight => SentCount - FailedCount - EndedCount;

    /// <summary>
    /// Events of an end that came more than once: the same message again, which every consumer's inbox drops.
    /// </summary>
    public int RepeatedEnds => Volatile.Read(ref _repeated);

    /// <summary>The first reasons why orders were not accepted, or could not be attended to.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Orders that were told to have ended in two ways, or by two messages.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    /// <summary>An order is on its way to the API.</summary>
    public void Send() => Interlocked.Increment(ref _sent);

    /// <summary>The API has taken it.</summary>
    public void Accept(PlacedOrder order, Guid id, long at)
    {
        (order.Id, order.Accepted) = (id, at);
        _open[id] = order;
        _accepted[id] = order;
        // Its end may have come before the answer that names it.
        if (_early.TryRemove(id, out var early))
            End(order, early.State, early.MessageId, early.At);
    }

    /// <summary>The API has not taken it.</summary>
    public void Fail(string reason)
    {
        Interlocked.Increment(ref _failed);
        Complain(reason);
        Finished?.Invoke();
    }

    /// <summary>Something else went wrong.</summary>
    public void Complain(string reason)
    {
        if (_errors.Count < 20)
            _errors.Enqueue(reason);
    }

    /// <summary>An order's end was seen.</summary>
    /// <param name="id">The order.</param>
    /// <param name="state">The state that it ended in.</param>
    /// <param name="messageId">The message that told of it; null when it was seen otherwise.</param>
    public void End(Guid id, string state, string? messageId)
    {
        var now = Stopwatch.GetTimestamp();
        if (_accepted.TryGetValue(id, out var order))
        {
            End(order, state, messageId, now);
            return;
        }

        _early[id] = (state, messageId, now);
        if (_accepted.TryGetValue(id, out order) && _early.TryRemove(id, out _))
            End(order, state, messageId, now);
    }

    private void End(PlacedOrder order, string state, string? messageId, long at)
    {
        lock (order)
        {
            if (order.EndState is not null)
            {
                if ((order.EndState, order.EndMessageId) == (state, messageId))
                    Interlocked.Increment(ref _repeated);
                else
                    _contradictions.Add(
                        $"order {order.Id} was told to have ended in {order.EndState} by message "
                            + $"{order.EndMessageId}, then in {state} by {messageId}"
                    );
                return;
            }

            (order.Ended, order.EndState, order.EndMessageId) = (at, state, messageId);
        }

        _open.TryRemove(order.Id, out _);
        _ends.AddOrUpdate($"{order.Kind.Name}: {state}", 1, (_, count) => count + 1);
        _recent[(Interlocked.Increment(ref _ended) - 1) % _recent.Length] = order.TimeToEnd.TotalMilliseconds;
        Finished?.Invoke();
    }
}
