using EventDriven.Explorer;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Simulation.Tests;

/// <summary>Each world that an order can reach with few disturbances, and from each the way to an end.</summary>
public sealed class When_every_interleaving_is_explored
{
    public static TheoryData<string> Kinds => [.. OrderKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_fault_breaks_no_promise(string kind) => Explore(kind, new Budget(1, 0, 0, 1));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cancellation_at_any_time_breaks_no_promise(string kind) => Explore(kind, new Budget(0, 0, 2, 1));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Silent_participants_break_no_promise(string kind) => Explore(kind, new Budget(0, 2, 0, 1));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_silent_participant_and_a_fault_break_no_promise(string kind) => Explore(kind, new Budget(1, 1, 0, 0));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_the_inbox_one_fault_breaks_no_promise(string kind) =>
        Explore(kind, new Budget(1, 0, 1, 0), scenario => scenario with { WithInbox = false });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Replicas_with_clocks_apart_break_no_promise(string kind) =>
        Explore(kind, new Budget(0, 1, 1, 0), scenario => scenario with { ClocksApart = true });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Replicas_of_two_versions_break_no_promise(string kind) =>
        Explore(kind, new Budget(0, 1, 1, 0), scenario => scenario with { MixedVersions = true });

    private static void Explore(string kind, Budget budget, Func<Scenario, Scenario>? change = null)
    {
        var scenario = new Scenario { Kind = OrderKind.All.Single(known => known.Name == kind), Budget = budget };
        var exploration = new Exploration();

        var searched = exploration.SearchBreadthFirst([change?.Invoke(scenario) ?? scenario], mostWorlds: 100_000);

        (exploration.Failed is null).ShouldBeTrue(exploration.Failed is { } failed ? Report.Of(failed) : "");
        searched.Scenarios.ShouldHaveSingleItem().IsComplete.ShouldBeTrue("every world was visited");
    }
}
