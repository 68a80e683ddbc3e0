using EventDriven.Contracts.Orders;
using EventDriven.Explorer;

namespace EventDriven.Simulation.Tests;

/// <summary>Lives with many disturbances, in each of which the saga's database is restored once.</summary>
public sealed class When_the_sagas_database_is_restored
{
    private static readonly Lazy<(Exploration Exploration, Walked Walked)> Lives = new(() =>
    {
        var exploration = new Exploration();
        return (exploration, exploration.Walk(seed: 1, walks: 2_000, withRestore: true));
    });

    [Fact]
    public void Each_order_ends_once_and_each_effect_is_exact() =>
        (Lives.Value.Exploration.Failed is null).ShouldBeTrue(
            Lives.Value.Exploration.Failed is { } failed ? Report.Of(failed) : ""
        );

    [Fact]
    public void Few_orders_need_people() =>
        Lives.Value.Walked.NeedPeople.ShouldBeLessThan(Lives.Value.Walked.Lives / 100, "a failed message names each");

    [Fact]
    public void An_order_begins_again_from_each_state()
    {
        string[] states =
        [
            OrderStates.Initial,
            .. OrderStates.InProgress,
            OrderStates.Completed,
            OrderStates.Cancelled,
            OrderStates.Rejected,
        ];

        Lives
            .Value.Exploration.Coverage.Handled.Where(pair => pair.Message == nameof(SubmitOrder))
            .Select(pair => pair.State)
            .ShouldBe(states, ignoreOrder: true);
    }
}
