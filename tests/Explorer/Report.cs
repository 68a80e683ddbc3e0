using System.Globalization;
using System.Text;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Stores;

namespace EventDriven.Explorer;

/// <summary>What an exploration prints.</summary>
internal static class Report
{
    public static string Of(Searched searched)
    {
        var text = new StringBuilder("Breadth-first search\n");
        foreach (var explored in searched.Scenarios.OrderBy(explored => explored.Scenario.Name, StringComparer.Ordinal))
            text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {explored.Worlds, 9:n0} worlds {explored.Moves, 11:n0} moves  {explored.Scenario.Name}"
                )
                .Append(explored.IsComplete ? "" : " (not complete)")
                .Append('\n');
        var worlds = searched.Scenarios.Sum(explored => (long)explored.Worlds);
        var moves = searched.Scenarios.Sum(explored => (long)explored.Moves);
        return text.Append(
                CultureInfo.InvariantCulture,
                $"  {worlds:n0} worlds and {moves:n0} moves in {searched.Time.TotalSeconds:n1} s: "
                    + $"{moves / searched.Time.TotalSeconds:n0} moves a second\n"
            )
            .ToString();
    }

    public static string Of(Walked walked, ulong seed)
    {
        var (lives, moves, seconds) = (walked.Lives, walked.Moves, walked.Time.TotalSeconds);
        var needPeople =
            walked.NeedPeople == 0 ? "" : $"\n  {walked.NeedPeople} of them did not end: a failed message names each";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Random walks, seed {seed}
              {lives:n0} lives of orders and {moves:n0} moves in {seconds:n1} s: {lives
                / seconds:n0} lives a second{needPeople}

            """
        );
    }

    public static string Of(StoreComparison comparison) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            The model and the stores on {comparison.Kind}
              {comparison.Schedules:n0} schedules with {comparison.Moves:n0} moves were compared

            """
        );

    public static string Of(Coverage coverage)
    {
        var text = new StringBuilder("What the saga met\n");
        foreach (var state in coverage.Handled.Concat(coverage.Ignored).Select(pair => pair.State).Distinct().Order())
        {
            text.Append("  ").Append(state).Append(": ").Append(Names(coverage.Handled, state));
            if (Names(coverage.Ignored.Except(coverage.Handled), state) is { Length: > 0 } ignored)
                text.Append("; ignored: ").Append(ignored);
            text.Append('\n');
        }

        return text.ToString();
    }

    public static string Of(Played played)
    {
        var text = new StringBuilder();
        if (played.Finding is { } finding)
            text.Append(finding.Message).Append('\n').Append(finding.InnerException?.GetBaseException()).Append('\n');
        else
            text.Append("Nothing was found. The order is ").Append(played.World.Saga.State).Append(".\n\n");
        return text.Append("The schedule, for --replay:\n\n")
            .Append(played.Schedule)
            .Append('\n')
            .Append(Diagram.Of(played.Schedule))
            .ToString();
    }

    private static string Names(IEnumerable<(string State, string Message)> pairs, string state) =>
        string.Join(", ", pairs.Where(pair => pair.State == state).Select(pair => pair.Message).Order());
}
