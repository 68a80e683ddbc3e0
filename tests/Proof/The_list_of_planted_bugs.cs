using EventDriven.PlantedBugs;

namespace EventDriven.Proof.Tests;

public sealed class The_list_of_planted_bugs
{
    [Fact]
    public void Is_the_one_in_the_docs() =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "proof.md"))
            .ShouldContain(
                BugList.Rows(),
                customMessage: "docs/proof.md has the rows that dotnet run --project tests/PlantedBugs -- --list prints"
            );

    [Fact]
    public void Has_at_least_forty() => BugList.All.Count.ShouldBeGreaterThanOrEqualTo(40);

    [Fact]
    public void Has_each_name_once() => BugList.All.Select(bug => bug.Name).ShouldBeUnique();

    [Fact]
    public void Names_a_bug_whose_source_has_changed()
    {
        var bug = BugList.All[0];

        Should
            .Throw<InvalidOperationException>(() => bug.Plant(bug.Edits[0], "// The line was changed."))
            .Message.ShouldContain($"The bug {bug.Name} must be planted anew");
    }
}
