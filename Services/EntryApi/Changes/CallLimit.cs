using System.Collections.Concurrent;

namespace EventDriven.EntryApi.Changes;

/// <summary>Limits how many calls a caller may have open at this process.</summary>
public abstract class CallLimit(int perCaller)
{
    private readonly ConcurrentDictionary<string, int> _open = new();

    /// <summary>A call that is open until it is disposed; null if the caller has too many.</summary>
    public IDisposable? TryOpen(string caller)
    {
        while (true)
        {
            var open = _open.GetOrAdd(caller, 0);
            if (open == perCaller)
                return null;
            if (_open.TryUpdate(caller, open + 1, open))
                return new Call(this, caller);
        }
    }

    // The entry goes with the last call, unless another call has been opened meanwhile.
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

/// <summary>Streams, over server-sent events and gRPC together.</summary>
public sealed class StreamLimit() : CallLimit(PerCaller)
{
    public const int PerCaller = 20;
}

/// <summary>
/// Requests that wait for a change. Without a limit, one caller could take every connection. One request too many is
/// answered at once.
/// </summary>
public sealed class WaitLimit() : CallLimit(PerCaller)
{
    public const int PerCaller = 50;
}
