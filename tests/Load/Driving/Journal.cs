using System.Collections.Concurrent;
using System.Diagnostics;

namespace EventDriven.Load.Driving;

/// <summary>Every order of a round and what became of it, as seen from outside. Safe for use by many at once.</summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<Guid, PlacedOrder> _accepted = new();
    private readonly ConcurrentDictionary<Guid, (string State, long At)> _early = new();
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

    /// <summary>Ends that were told more than once, alike each time.</summary>
    public int RepeatedEnds => Volatile.Read(ref _repeated);

    /// <summary>The first reasons why orders were not accepted, or could not be attended to.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Orders that were told to have ended in two ways.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    /// <summary>An order is on its way to the API.</summary>
    public void Send() => Interlocked.Increment(ref _sent);

    /// <summary>The API has taken it.</summary>
    public void Accept(PlacedOrder order, Guid id, long at)
    {
        (order.Id, order.Accepted) = (id, at);
        _accepted[id] = order;
        // Its end may have come before the answer that names it.
        if (_early.TryRemove(id, out var early))
            End(order, early.State, early.At);
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
    public void End(Guid id, string state)
    {
        var now = Stopwatch.GetTimestamp();
        if (_accepted.TryGetValue(id, out var order))
        {
            End(order, state, now);
            return;
        }

        _early[id] = (state, now);
        if (_accepted.TryGetValue(id, out order) && _early.TryRemove(id, out _))
            End(order, state, now);
    }

    private void End(PlacedOrder order, string state, long at)
    {
        lock (order)
        {
            if (order.EndState is { } known)
            {
                if (known == state)
                    Interlocked.Increment(ref _repeated);
                else
                    _contradictions.Add($"order {order.Id} was told to have ended in {known}, then in {state}");
                return;
            }

            (order.Ended, order.EndState) = (at, state);
        }

        Interlocked.Increment(ref _ended);
        Finished?.Invoke();
    }
}
