namespace EventDriven.Operations.Diagrams;

public sealed class OrderDiagram(WorkflowDescribed workflow, IReadOnlyList<HistoryEntry> history, string current)
{
    private readonly HashSet<string> _reachable = ReachableFrom(current, workflow);

    public WorkflowLayout Layout { get; } = new(workflow);

    public string Current { get; } = current;

    public IReadOnlyList<(int Sequence, string From, string? Event, string To)> Path { get; } =
    [.. PathOf(workflow, history)];

    public IReadOnlyList<WorkflowTransition> Next { get; } =
    [
        .. workflow
            .Transitions.Where(transition => transition.From == current)
            .OrderBy(transition => workflow.States.ToList().IndexOf(transition.To)),
    ];

    /// <summary>The numbers of the moves along a line, such as "5, 7"; null when the order did not take it.</summary>
    public string? Numbers(string from, string to)
    {
        int[] sequences = [.. Path.Where(move => move.From == from && move.To == to).Select(move => move.Sequence)];
        return sequences.Length switch
        {
            0 => null,
            > 2 => $"{sequences[0]}-{sequences[^1]}",
            _ => string.Join(", ", sequences),
        };
    }

    /// <summary>The style of a line: lit (taken), open (still possible) or dimmed.</summary>
    public string Look(string from, string to) =>
        Numbers(from, to) is not null ? "lit"
        : from == Current || _reachable.Contains(from) ? "open"
        : "dimmed";

    /// <summary>The style of a state: here, lit (passed), open (still possible) or dimmed.</summary>
    public string Look(string state) =>
        state == Current ? "here"
        : Path.Any(move => move.From == state || move.To == state) ? "lit"
        : _reachable.Contains(state) ? "open"
        : "dimmed";

    private static IEnumerable<(int Sequence, string From, string? Event, string To)> PathOf(
        WorkflowDescribed workflow,
        IReadOnlyList<HistoryEntry> history
    )
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
                yield return (entry.Sequence, from, entry.Event, entry.State);
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
