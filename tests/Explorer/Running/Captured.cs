namespace EventDriven.Explorer.Running;

/// <summary>What the saga sent, published, scheduled and cancelled while it consumed one message.</summary>
internal sealed class Captured(Func<Guid> nextId)
{
    /// <summary>A queue of null means that the message was published.</summary>
    public List<(string? Queue, object Message, int Epoch)> Sent { get; } = [];

    public List<(Guid Token, object Message)> Scheduled { get; } = [];

    public List<Guid> Cancelled { get; } = [];

    public Guid NextId() => nextId();
}
