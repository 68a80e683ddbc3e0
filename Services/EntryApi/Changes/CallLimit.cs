using System.Collections.Concurrent;

namespace EventDriven.EntryApi.Changes;

/// <summary>How many calls that last a caller has open at this process, and may have.</summary>
/// <param name="perCaller">The most at once.</param>
public abstract class CallLimit(int perCaller)
{
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>
    /// Takes a call until what is returned is disposed of; null when the caller has as many as it may.
    /// </summary>
    public IDisposable? TryOpen(string caller)
    {
        if (_open.AddOrUpdate(caller, 1, (_, open) => open + 1) <= perCaller)
            return new Call(this, caller);
        Close(caller);
        return null;
    }

    // The last one takes the caller's name with it, unless another has come between.
    private void Close(string caller)
    {
        if (_open.AddOrUpdate(caller, 0, (_, open) => open - 1) == 0)
            _open.TryRemove(KeyValuePair.Create(caller, 0));
    }

    private sealed class Call(CallLimit limit, string caller) : IDisposable
    {
        private int _isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
                limit.Close(caller);
        }
    }
}
