using System.Collections.Concurrent;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>
/// The commands that this process is working on: one that is repeated too soon is refused at once. Between replicas the
/// primary key decides: the second one waits for the first and then has the same answer.
/// </summary>
public sealed class CommandsInProgress
{
    private readonly ConcurrentDictionary<Guid, byte> _ids = new();

    /// <summary>Begins a command, which ends when the result is disposed; null if it is in progress already.</summary>
    public IDisposable? TryBegin(Guid id) => _ids.TryAdd(id, 0) ? new Command(_ids, id) : null;

    private sealed class Command(ConcurrentDictionary<Guid, byte> ids, Guid id) : IDisposable
    {
        public void Dispose() => ids.TryRemove(id, out _);
    }
}
