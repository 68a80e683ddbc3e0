using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>What the breadth-first search visits.</summary>
internal static class Scenarios
{
    /// <summary>Each kind of order with so many faults, with and without a cancellation and deadlines.</summary>
    public static IReadOnlyList<Scenario> WithFaults(int faults) =>
        [
            .. from kind in OrderKind.All
            from budget in new[]
            {
                new Budget(faults, Deadlines: 0, Cancels: 0, Actions: 1),
                new Budget(faults, Deadlines: 0, Cancels: 1, Actions: 1),
                new Budget(faults, Deadlines: 2, Cancels: 0, Actions: 0),
                new Budget(faults, Deadlines: 2, Cancels: 1, Actions: 1),
            }
            from attempts in budget.Deadlines > 0 ? new[] { 1, 2 } : [1]
            select new Scenario
            {
                Kind = kind,
                Budget = budget,
                MaxAttempts = attempts,
            },
        ];
}
