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

    /// <summary>The rows of the table in docs/proof.md.</summary>
    public static string Rows() =>
        string.Concat(All.Select(bug => $"| `{bug.Name}` | {bug.Wrong} | {bug.Catcher} |\n"));
}
