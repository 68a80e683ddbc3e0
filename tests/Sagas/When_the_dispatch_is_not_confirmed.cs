using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_dispatch_is_not_confirmed : Story
{
    protected override Task Situation() => GoTo(OrderStates.Dispatching);

    [Fact]
    public async Task Is_asked_far_beyond_the_usual_tries_because_there_is_no_way_back()
    {
        await DeadlinesPass(20);

        State.ShouldBe("Dispatching");
        Commands.Count(name => name == "DispatchShipment").ShouldBe(21);
    }

    [Fact]
    public async Task Is_logged_for_an_operator_to_find_when_it_was_asked_more_often_than_an_undo_would_be()
    {
        await DeadlinesPass(2);
        Log.ShouldNotContain(line => line.Contains("asked", StringComparison.Ordinal));

        await DeadlinePasses();

        Log.ShouldContain(line =>
            line.Contains("Shipping has not answered DispatchShipment", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Is_asked_at_longer_and_longer_intervals_up_to_a_cap()
    {
        List<double> seconds = [];
        for (var i = 0; i < 8; i++)
        {
            seconds.Add(NextDeadlineIn.TotalSeconds);
            await DeadlinePasses();
        }

        seconds.ShouldBe([10, 20, 40, 80, 160, 300, 300, 300]);
    }

    [Fact]
    public async Task Completes_whenever_it_is_confirmed_at_last()
    {
        await DeadlinesPass(5);
        await Hears<ShipmentDispatched>();

        State.ShouldBe("Completed");
        Ends.ShouldBe(["OrderCompleted"]);
    }

    [Fact]
    public async Task Notes_every_asking_without_gaps()
    {
        var entries = History.Count;

        await DeadlinesPass(5);

        History.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, entries + 5));
    }
}
