namespace EventDriven.Operations.Diagrams;

/// <summary>A workflow with the path of one order, its present state and the states that are still possible.</summary>
public sealed class OrderDiagram
{
    private readonly Dictionary<(string From, string To), List<int>> _taken = [];
    private readonly HashSet<string> _reachable;

    public OrderDiagram(WorkflowDescribed workflow, IReadOnlyList<HistoryEntry> history, string current)
    {
        Layout = new WorkflowLayout(workflow);
        Current = current;
        Path = [.. PathOf(workflow, history)];
        foreach (var move in Path)
        {
            if (!_taken.TryGetValue((move.From, move.To), out var sequences))
                _taken.Add((move.From, move.To), sequences = []);
            sequences.Add(move.Sequence);
        }

        Next =
        [
            .. workflow
                .Transitions.Where(transition => transition.From == current)
                .OrderBy(transition => workflow.States.ToList().IndexOf(transition.To)),
        ];
        _reachable = ReachableFrom(current, workflow);
    }

    public WorkflowLayout Layout { get; }

    public string Current { get; }

    public IReadOnlyList<OrderMove> Path { get; }

    public IReadOnlyList<WorkflowTransition> Next { get; }

    /// <summary>The numbers of the moves along a line, such as "5, 7"; null when the order did not take it.</summary>
    public string? Numbers(string from, string to) =>
        !_taken.TryGetValue((from, to), out var sequences) ? null
        : sequences.Count > 2 ? $"{sequences[0]}-{sequences[^1]}"
        : string.Join(", ", sequences);

    /// <summary>The style of a line: lit (taken), open (still possible) or dimmed.</summary>
    public string Look(string from, string to) =>
        _taken.ContainsKey((from, to)) ? "lit"
        : from == Current || _reachable.Contains(from) ? "open"
        : "dimmed";

    /// <summary>The style of a state: here, lit (passed), open (still possible) or dimmed.</summary>
    public string Look(string state) =>
        state == Current ? "here"
        : Path.Any(move => move.From == state || move.To == state) ? "lit"
        : _reachable.Contains(state) ? "open"
        : "dimmed";

    private static IEnumerable<OrderMove> PathOf(WorkflowDescribed workflow, IReadOnlyList<HistoryEntry> history)
    {
        var before = OrderStates.Initial;
        foreach (var entry in history)
        {
            var from = entry.From ?? before;
            // A note stays in its state. An undo that is followed by another does, too, and is a move.
            if (
                from != entry.State
                || workflow.Transitions.Any(way => way.From == from && way.To == from && way.Event == entry.Event)
            )
                yield return new OrderMove(entry.Sequence, from, entry.Event, entry.State);
            before = entry.State;
        }
    }

    private static HashSet<string> ReachableFrom(string state, WorkflowDescribed workflow)
    {
        var next = workflow.Transitions.ToLookup(transition => transition.From, transition => transition.To);
        var (reachable, toVisit) = (new HashSet<string>(), new Queue<string>([state]));
        while (toVisit.TryDequeue(out var from))
        {
            foreach (var to in next[from].Where(reachable.Add))
                toVisit.Enqueue(to);
        }

        return reachable;
    }
}
