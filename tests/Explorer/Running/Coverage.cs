using System.Collections.Concurrent;

namespace EventDriven.Explorer.Running;

/// <summary>The messages that the saga consumed, each with the state that it met.</summary>
internal sealed class Coverage
{
    private readonly ConcurrentDictionary<(string State, string Message), bool> _met = [];

    /// <summary>The pairs in which the message had an effect.</summary>
    public IReadOnlySet<(string State, string Message)> Handled =>
        _met.Where(pair => pair.Value).Select(pair => pair.Key).ToHashSet();

    /// <summary>The pairs in which the message had none.</summary>
    public IReadOnlySet<(string State, string Message)> Ignored =>
        _met.Where(pair => !pair.Value).Select(pair => pair.Key).ToHashSet();

    public void Add(string state, string message, bool isHandled)
    {
        if (!_met.TryGetValue((state, message), out var known) || (isHandled && !known))
            _met.AddOrUpdate((state, message), isHandled, (_, before) => before || isHandled);
    }

    public void Clear() => _met.Clear();
}
