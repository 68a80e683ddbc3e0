using System.Collections.Concurrent;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>
/// The commands that this process is working on, so that a client that sends one again too soon is told to wait.
/// Another replica needs no telling: what both would store has one primary key, for which the second waits and then
/// answers as the first.
/// </summary>
public sealed class CommandsInHand
{
    private readonly ConcurrentDictionary<Guid, byte> _ids = new();

    /// <summary>
    /// Takes a command in hand until what is returned is disposed of; null when it is in hand already.
    /// </summary>
    public IDisposable? TryTake(Guid id) => _ids.TryAdd(id, 0) ? new Hold(_ids, id) : null;

    private sealed class Hold(ConcurrentDictionary<Guid, byte> ids, Guid id) : IDisposable
    {
        public void Dispose() => ids.TryRemove(id, out _);
    }
}
