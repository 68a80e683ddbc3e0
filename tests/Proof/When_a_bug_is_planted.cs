using EventDriven.PlantedBugs;

namespace EventDriven.Proof.Tests;

/// <summary>Each bug is switched on in a copy of the sources, and the explorer or a test catches it.</summary>
public sealed class When_a_bug_is_planted(When_a_bug_is_planted.EveryBug every)
    : IClassFixture<When_a_bug_is_planted.EveryBug>
{
    public static TheoryData<string> Names => [.. BugList.All.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_caught(string name)
    {
        var outcome = every.Run.Outcomes.Single(outcome => outcome.Bug.Name == name);

        outcome.Message.ShouldNotBeNull(
            $"{outcome.Bug.Wrong} {outcome.Bug.Catcher} did not find that. "
                + "Write a test that does, and name it in tests/PlantedBugs/Bugs."
        );
    }

    [Fact]
    public void Nothing_is_found_without_one() => every.Run.FoundWithoutBugs.ShouldBeEmpty();

    public sealed class EveryBug : IAsyncLifetime
    {
        internal PlantedRun Run { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Run = await PlantedRun.OfAsync(BugList.All, progress: _ => { }, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
