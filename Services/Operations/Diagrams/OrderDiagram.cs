using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Diagrams;

/// <summary>
/// A workflow as one order has gone through it: its path in order, where it stands, and what may still come.
/// </summary>
public sealed class OrderDiagram
{
    private readonly Dictionary<(string From, string To), List<int>> _taken = [];
    private readonly HashSet<string> _reachable;

    private OrderDiagram(WorkflowDescribed workflow, IReadOnlyList<HistoryEntry> history, string current)
    {
        Layout = WorkflowLayout.Of(workflow);
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

    /// <summary>Where everything is.</summary>
    public WorkflowLayout Layout { get; }

    /// <summary>Where the order stands.</summary>
    public string Current { get; }

    /// <summary>The moves that it has made, in order, numbered as its history is.</summary>
    public IReadOnlyList<OrderMove> Path { get; }

    /// <summary>What may move it on from where it stands.</summary>
    public IReadOnlyList<WorkflowTransition> Next { get; }

    /// <summary>Draws an order's history into its workflow.</summary>
    /// <param name="workflow">The version that the order began under.</param>
    /// <param name="history">What was heard of it, by sequence.</param>
    /// <param name="current">Where it stands.</param>
    public static OrderDiagram Of(WorkflowDescribed workflow, IReadOnlyList<HistoryEntry> history, string current)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(history);
        return new OrderDiagram(workflow, history, current);
    }

    /// <summary>
    /// The numbers of the moves along a line, such as "5, 7"; null when the order did not go along it.
    /// </summary>
    public string? Numbers(string from, string to) =>
        !_taken.TryGetValue((from, to), out var sequences) ? null
        : sequences.Count > 2 ? $"{sequences[0]}-{sequences[^1]}"
        : string.Join(", ", sequences);

    /// <summary>How a line is drawn: lit where the order went, open where it may still go, dimmed elsewhere.</summary>
    public string Look(string from, string to) =>
        _taken.ContainsKey((from, to)) ? "lit"
        : from == Current || _reachable.Contains(from) ? "open"
        : "dimmed";

    /// <summary>
    /// How a state is drawn: here, lit where the order was, open where it may still come to, dimmed elsewhere.
    /// </summary>
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
            // What was only noted stays in its state, and so does an undo that is followed by another: the machine
            // knows which it was.
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
