using EventDriven.Explorer;
using EventDriven.Sagas.Tests.Support;

namespace EventDriven.Simulation.Tests;

/// <summary>Lives with many disturbances: repeated and late messages, crashes, deadlines, operators.</summary>
public sealed class When_orders_live_at_random
{
    private static readonly Exploration Exploration = Walk();

    // What this model cannot lead to, each with the reason.
    private static readonly (string State, string Message, string Reason)[] Unreachable = [];

    [Fact]
    public void Each_ends_once_and_each_effect_is_exact() =>
        (Exploration.Failed is null).ShouldBeTrue(Exploration.Failed is { } failed ? Report.Of(failed) : "");

    [Fact]
    public void Every_event_is_handled_in_every_state_that_handles_it() =>
        Handled
            .Except(Exploration.Coverage.Handled)
            .Except(Unreachable.Select(pair => (pair.State, pair.Message)))
            .ShouldBeEmpty("tests/Sagas/Support/Scenario.cs says that the saga handles these");

    [Fact]
    public void No_event_is_handled_elsewhere() =>
        Exploration.Coverage.Handled.Except(Handled).ShouldBeEmpty("tests/Sagas/Support/Scenario.cs says otherwise");

    /// <summary>The pairs that the saga tests say are handled.</summary>
    internal static IEnumerable<(string State, string Message)> Handled
    {
        get
        {
            var lines = Scenario
                .Table.Split('\n')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToList();
            return from line in lines.Skip(1)
                from cell in lines[0].Zip(line.Skip(1))
                where cell.Second is not ("." or "!")
                select (cell.First == Scenario.NoOrder ? "Initial" : Scenario.Columns[cell.First], line[0]);
        }
    }

    private static Exploration Walk()
    {
        var exploration = new Exploration();
        exploration.Walk(seed: 1, walks: 4_000);
        return exploration;
    }
}
