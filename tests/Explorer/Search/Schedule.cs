using System.Globalization;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>A scenario and the moves that were made in it. As text, <c>--replay</c> reads it.</summary>
internal sealed record Schedule(Scenario Scenario, IReadOnlyList<Move> Moves)
{
    private const string Views = "with-views";
    private const string AnyAction = "any-action";
    private const string NoInbox = "no-inbox";
    private const string ClocksApart = "clocks-apart";
    private const string MixedVersions = "mixed-versions";
    private const string WithRestore = "with-restore";

    public override string ToString()
    {
        var budget = Scenario.Budget;
        List<string> words =
        [
            "order",
            Scenario.Kind.Name,
            .. new[] { budget.Faults, budget.Deadlines, budget.Cancels, budget.Actions, Scenario.MaxAttempts }.Select(
                number => number.ToString(CultureInfo.InvariantCulture)
            ),
        ];
        Add(Scenario.WithViews, Views);
        Add(Scenario.AnyAction, AnyAction);
        Add(!Scenario.WithInbox, NoInbox);
        Add(Scenario.ClocksApart, ClocksApart);
        Add(Scenario.MixedVersions, MixedVersions);
        Add(Scenario.WithRestore, WithRestore);
        return $"{string.Join(' ', words)}\n{string.Join('\n', Moves)}\n";

        void Add(bool isSo, string word)
        {
            if (isSo)
                words.Add(word);
        }
    }

    /// <exception cref="FormatException">The text is no schedule.</exception>
    public static Schedule Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var words = lines.FirstOrDefault()?.Split(' ') ?? [];
        if (words is not ["order", var kind, var f, var d, var c, var a, var m, .. var rest])
            throw new FormatException("A schedule begins with a line such as: order completes 2 1 1 0 1 no-inbox");

        var scenario = new Scenario
        {
            Kind = OrderKind.All.SingleOrDefault(known => known.Name == kind)
                ?? throw new FormatException($"There is no kind of order '{kind}'."),
            Budget = new Budget(Number(f), Number(d), Number(c), Number(a)),
            MaxAttempts = Number(m),
            WithViews = rest.Contains(Views),
            AnyAction = rest.Contains(AnyAction),
            WithInbox = !rest.Contains(NoInbox),
            ClocksApart = rest.Contains(ClocksApart),
            MixedVersions = rest.Contains(MixedVersions),
            WithRestore = rest.Contains(WithRestore),
        };
        return new Schedule(scenario, [.. lines.Skip(1).Select(Move.Parse)]);
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
