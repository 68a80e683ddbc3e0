namespace EventDriven.Explorer.Worlds;

/// <summary>The broker: a bag of messages in flight.</summary>
internal sealed class Network
{
    private readonly List<(Message Message, int Copies)> _inFlight = [];
    private readonly Dictionary<string, int> _numbers = [];

    public IReadOnlyList<(Message Message, int Copies)> InFlight => _inFlight;

    /// <summary>Names a new message: the number counts the messages of its type in its queue.</summary>
    public string Label(object body, string queue)
    {
        var key = $"{body.GetType().Name}@{queue}";
        var number = _numbers[key] = _numbers.GetValueOrDefault(key) + 1;
        return $"{body.GetType().Name}#{number}@{queue}";
    }

    public Message? Find(string label) => _inFlight.Find(entry => entry.Message.Label == label).Message;

    public void Add(Message message)
    {
        var index = IndexOf(message);
        if (index < 0)
            _inFlight.Add((message, 1));
        else
            _inFlight[index] = (message, _inFlight[index].Copies + 1);
    }

    public void Acknowledge(Message message)
    {
        var index = IndexOf(message);
        if (_inFlight[index].Copies == 1)
            _inFlight.RemoveAt(index);
        else
            _inFlight[index] = (message, _inFlight[index].Copies - 1);
    }

    public Network Copy()
    {
        var copy = new Network();
        copy._inFlight.AddRange(_inFlight);
        foreach (var (key, number) in _numbers)
            copy._numbers.Add(key, number);
        return copy;
    }

    private int IndexOf(Message message) => _inFlight.FindIndex(entry => entry.Message.Label == message.Label);
}
