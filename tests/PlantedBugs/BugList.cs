using System.Text;

namespace EventDriven.PlantedBugs;

/// <summary>Every bug that is planted.</summary>
internal static class BugList
{
    public static readonly IReadOnlyList<Bug> All =
    [
        .. SagaBugs.All,
        .. StepBugs.All,
        .. ParticipantBugs.All,
        .. DeliveryBugs.All,
        .. ReadModelBugs.All,
    ];

    /// <summary>The list as docs/planted-bugs.md.</summary>
    public static string Document()
    {
        var text = new StringBuilder(
            $"""
            # Planted bugs

            A test that has never failed proves little. `tests/PlantedBugs` plants {All.Count} bugs in a copy of the
            sources, each behind a switch. It builds the copy once, and runs for each bug what must catch it:
            the explorer ([decision 8](decisions/0008-exploration.md)) or a test. A bug that survives fails
            `When_a_bug_is_planted` in `tests/Simulation`.

            ```sh
            dotnet run --project tests/PlantedBugs                      # every bug, and the message that reports it
            dotnet run --project tests/PlantedBugs -- --bug fresh-idempotency-key
            dotnet run --project tests/PlantedBugs -- --write docs/planted-bugs.md
            ```

            With no bug switched on, the explorer and the tests below find nothing in the copy. A change of the text
            that a bug replaces fails the tests too: the failure names the bug to plant anew.

            | bug | what is wrong | caught by |
            | --- | --- | --- |

            """
        );
        foreach (var bug in All)
            text.Append($"| `{bug.Name}` | {bug.Wrong} | {bug.Catcher} |\n");
        return text.ToString();
    }
}
