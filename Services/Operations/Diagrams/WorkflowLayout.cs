using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Diagrams;

/// <summary>
/// A layered drawing of a workflow, narrow enough for a telephone. A state's row is the longest way to it from the
/// beginning; the ends share the last row. Lines over several rows to the same state share a lane.
/// </summary>
public sealed class WorkflowLayout
{
    private const int BoxHeight = 42;
    private const int RowGap = 28;
    private const int TopMargin = 40;
    private const int LeftMargin = 26;
    private const int ColumnGap = 54;
    private const int EndGap = 14;
    private const int LaneStep = 10;
    private const int Clearance = 14;
    private const int CharacterWidth = 8;
    private const int BoxPadding = 18;
    private const int LongestLine = 12;

    private readonly (string From, string To)[] _edges;
    private readonly Dictionary<string, StateBox> _boxes = [];
    private readonly List<(int X, int FirstRow, int LastRow)> _lanes = [];

    public WorkflowLayout(WorkflowDescribed workflow)
    {
        _edges = [.. workflow.Transitions.Select(transition => (transition.From, transition.To)).Distinct()];
        PlaceBoxes(workflow, Rows(workflow));
        Routes = [.. RouteAll()];
        var leftmost = Math.Min(0, _lanes.Select(lane => lane.X - Clearance).DefaultIfEmpty(0).Min());
        var rightmost =
            Math.Max(_boxes.Values.Max(box => box.Right), _lanes.Select(lane => lane.X).DefaultIfEmpty(0).Max())
            + Clearance;
        (Left, Width) = (leftmost, rightmost - leftmost);
        Height = _boxes.Values.Max(box => box.Bottom) + 8;
    }

    public IReadOnlyCollection<StateBox> Boxes => _boxes.Values;

    /// <summary>The lines; one for all events between the same two states.</summary>
    public IReadOnlyList<Route> Routes { get; }

    public string First { get; private set; } = "";

    public (int X, int Y) Beginning => (_boxes[First].CentreX, _boxes[First].Y);

    public int Left { get; }

    public int Width { get; }

    public int Height { get; }

    private Dictionary<string, int> Rows(WorkflowDescribed workflow)
    {
        // A way back, such as a resumed compensation, does not count for the rows.
        var forward = Forward();
        var rows = new Dictionary<string, int>();
        int Row(string state) =>
            rows.TryGetValue(state, out var row)
                ? row
                : rows[state] = forward
                    .Where(edge => edge.To == state && edge.From != OrderStates.Initial)
                    .Select(edge => Row(edge.From) + 1)
                    .DefaultIfEmpty(0)
                    .Max();

        foreach (var state in workflow.States)
            Row(state);
        var last = rows.Values.Max();
        foreach (var end in workflow.Ends)
            rows[end] = last;
        return rows;
    }

    private List<(string From, string To)> Forward()
    {
        var next = _edges.ToLookup(edge => edge.From, edge => edge.To);
        var (forward, onTheWay, done) = (new List<(string, string)>(), new HashSet<string>(), new HashSet<string>());
        void Walk(string state)
        {
            onTheWay.Add(state);
            foreach (var to in next[state].Where(to => !onTheWay.Contains(to)))
            {
                forward.Add((state, to));
                if (!done.Contains(to))
                    Walk(to);
            }

            onTheWay.Remove(state);
            done.Add(state);
        }

        Walk(OrderStates.Initial);
        return forward;
    }

    private void PlaceBoxes(WorkflowDescribed workflow, Dictionary<string, int> rows)
    {
        // Below its predecessor where possible, so that the main path is a straight line.
        var columns = new Dictionary<string, int>();
        string[] others = [.. workflow.States.Except(workflow.Ends)];
        foreach (var row in others.GroupBy(state => rows[state]).OrderBy(row => row.Key))
        {
            var taken = new HashSet<int>();
            foreach (var state in row)
            {
                var column = _edges
                    .Where(edge => edge.To == state && columns.ContainsKey(edge.From) && rows[edge.From] == row.Key - 1)
                    .Select(edge => columns[edge.From])
                    .DefaultIfEmpty(0)
                    .First();
                while (!taken.Add(column))
                    column++;
                columns[state] = column;
            }
        }

        var columnWidth = others.Max(BoxWidth);
        foreach (var state in others)
            Add(state, LeftMargin + columns[state] * (columnWidth + ColumnGap), columnWidth);

        var x = LeftMargin - EndGap / 2;
        var right = _boxes.Values.Max(box => box.Right);
        string[] ends =
        [
            .. workflow.Ends.OrderBy(end =>
                _edges.Where(edge => edge.To == end).Average(edge => columns.GetValueOrDefault(edge.From))
            ),
        ];
        var gap = ends.Length < 2 ? 0 : Math.Max(EndGap, (right - x - ends.Sum(BoxWidth)) / (ends.Length - 1));
        foreach (var end in ends)
        {
            Add(end, x, BoxWidth(end));
            x += BoxWidth(end) + gap;
        }

        First = _edges.FirstOrDefault(edge => edge.From == OrderStates.Initial).To ?? workflow.States[0];

        void Add(string state, int left, int width) =>
            _boxes[state] = new StateBox(
                state,
                LinesOf(state),
                rows[state],
                left,
                TopMargin + rows[state] * (BoxHeight + RowGap),
                width,
                BoxHeight
            );
    }

    private IEnumerable<Route> RouteAll()
    {
        foreach (
            var incoming in _edges
                .Where(edge => edge.From != OrderStates.Initial)
                .GroupBy(edge => edge.To)
                .OrderBy(to => _boxes[to.Key].Row)
        )
        {
            var target = _boxes[incoming.Key];
            List<StateBox> far = [];
            foreach (var source in incoming.Select(edge => _boxes[edge.From]))
            {
                if (source == target)
                    yield return Loop(target);
                else if (Math.Abs(source.Row - target.Row) == 1 && source.X == target.X)
                    yield return Straight(source, target, isTwoWay: _edges.Contains((target.State, source.State)));
                else
                    far.Add(source);
            }

            if (far.Count == 0)
                continue;
            var lane = Lane(target, far);
            foreach (var source in far)
                yield return ByLane(source, target, lane);
        }
    }

    private static Route Loop(StateBox box) =>
        new(
            box.State,
            box.State,
            [
                (box.Right - 34, box.Y),
                (box.Right - 34, box.Y - 15),
                (box.Right - 12, box.Y - 15),
                (box.Right - 12, box.Y),
            ],
            (box.Right - 23, box.Y - 15)
        );

    private static Route Straight(StateBox source, StateBox target, bool isTwoWay)
    {
        var isDown = source.Row < target.Row;
        var direction = isDown ? -1 : 1;
        var x = source.CentreX + (isTwoWay ? 18 * direction : 0);
        var (begin, end) = isDown ? (source.Bottom, target.Y) : (source.Y, target.Bottom);
        return new Route(source.State, target.State, [(x, begin), (x, end)], (x, (begin + end) / 2 + 3 * direction));
    }

    private static Route ByLane(StateBox source, StateBox target, int lane)
    {
        List<(int X, int Y)> points = [];
        if (lane > source.X && lane < source.Right)
            points.Add((lane, source.Bottom));
        else
            points.AddRange([(lane < source.X ? source.X : source.Right, source.CentreY), (lane, source.CentreY)]);
        if (lane > target.X + 8 && lane < target.Right - 8)
        {
            points.Add((lane, target.Y));
        }
        else
        {
            // Enters from the space above, in the middle.
            var y = target.Y - RowGap / 2;
            points.AddRange([(lane, y), (target.CentreX, y), (target.CentreX, target.Y)]);
        }

        var (first, second) = (points[0], points[1]);
        return new Route(
            source.State,
            target.State,
            points,
            first.Y == second.Y ? (first.X + Math.Sign(second.X - first.X) * 13, first.Y) : (first.X, first.Y + 11)
        );
    }

    // The free column nearest to the middle of the target.
    private int Lane(StateBox target, List<StateBox> sources)
    {
        int[] rows = [target.Row, .. sources.Select(source => source.Row)];
        var (first, last) = (rows.Min(), rows.Max());
        var passed = _boxes.Values.Where(box => box.Row >= first && box.Row <= last && box != target).ToList();
        var own = sources.Count == 1 ? sources[0] : null;
        var lane = Enumerable
            .Range(0, 1 + 2 * target.CentreX / LaneStep + 100)
            .Select(i => target.CentreX + (i % 2 == 1 ? -1 : 1) * ((i + 1) / 2) * (LaneStep / 2))
            .First(x =>
                passed.TrueForAll(box =>
                    box == own && x > box.X + 8 && x < box.Right - 8
                    || x <= box.X - Clearance
                    || x >= box.Right + Clearance
                )
                && _lanes.TrueForAll(other =>
                    other.FirstRow > last || other.LastRow < first || Math.Abs(other.X - x) >= LaneStep
                )
            );
        _lanes.Add((lane, first, last));
        return lane;
    }

    private static IReadOnlyList<string> LinesOf(string state)
    {
        var words = Wording.Words(state);
        var space = words.Length > LongestLine ? words.LastIndexOf(' ') : -1;
        return space < 0 ? [words] : [words[..space], words[(space + 1)..]];
    }

    private static int BoxWidth(string state) => LinesOf(state).Max(line => line.Length) * CharacterWidth + BoxPadding;
}

/// <summary>A state as it is drawn, in user units of the drawing; rows count from 0.</summary>
public sealed record StateBox(string State, IReadOnlyList<string> Lines, int Row, int X, int Y, int Width, int Height)
{
    public int CentreX => X + Width / 2;

    public int CentreY => Y + Height / 2;

    public int Right => X + Width;

    public int Bottom => Y + Height;
}
