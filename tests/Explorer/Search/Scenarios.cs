using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>What the breadth-first search visits.</summary>
internal static class Scenarios
{
    /// <summary>
    /// Each kind of order with so many faults beside another disturbance, and with several disturbances and no fault.
    /// </summary>
    public static IReadOnlyList<Scenario> WithFaults(int faults) =>
        [
            .. from kind in OrderKind.All
            from budget in new[]
            {
                new Budget(faults, Deadlines: 0, Cancels: 0, Actions: 1),
                new Budget(faults, Deadlines: 0, Cancels: 1, Actions: 0),
                new Budget(faults, Deadlines: 1, Cancels: 0, Actions: 0),
                new Budget(Faults: 0, Deadlines: 1, Cancels: 2, Actions: 0),
                new Budget(Faults: 0, Deadlines: 2, Cancels: 1, Actions: 0),
                new Budget(Faults: 0, Deadlines: 2, Cancels: 0, Actions: 1),
            }
            from attempts in budget.Deadlines > 1 ? new[] { 1, 2 } : [1]
            select new Scenario
            {
                Kind = kind,
                Budget = budget,
                MaxAttempts = attempts,
            },
            .. WithViews(faults),
            .. WithoutInbox(faults),
            .. WithTwoReplicas(faults),
        ];

    private static IEnumerable<Scenario> WithTwoReplicas(int faults) =>
        from kind in OrderKind.All
        from clocksApart in new[] { true, false }
        select new Scenario
        {
            Kind = kind,
            Budget = new Budget(faults, Deadlines: 0, Cancels: 1, Actions: 0),
            ClocksApart = clocksApart,
            MixedVersions = !clocksApart,
        };

    private static IEnumerable<Scenario> WithoutInbox(int faults) =>
        from kind in OrderKind.All
        from cancels in new[] { 0, 1 }
        select new Scenario
        {
            Kind = kind,
            Budget = new Budget(faults, Deadlines: 1 - cancels, cancels, Actions: 0),
            WithInbox = false,
        };

    // An order with a short history, because the messages of read models and mails can come in any order.
    private static IEnumerable<Scenario> WithViews(int faults) =>
        new[] { 0, 1 }.Select(cancels => new Scenario
        {
            Kind = OrderKind.OutOfStock,
            Budget = new Budget(faults, Deadlines: 0, cancels, Actions: 0),
            WithViews = true,
        });
}
