using EventDriven.Explorer;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Simulation.Tests;

/// <summary>A failure as a reader gets it. Here it is a wrong expectation: that the order cannot complete.</summary>
public sealed class When_a_schedule_fails
{
    private static readonly Scenario Scenario = new()
    {
        Kind = OrderKind.Completes with { CanComplete = false },
        Budget = new Budget(Faults: 1, Deadlines: 1, Cancels: 0, Actions: 0),
        MaxAttempts = 2,
    };

    [Fact]
    public void The_search_finds_a_shortest_one()
    {
        var failed = new BreadthFirst(NewPlayer(), Scenario, mostWorlds: 1_000_000).Run().Failed.ShouldNotBeNull();

        failed.Finding!.Message.ShouldContain("cannot be completed");
        failed.Schedule.Moves.ShouldAllBe(move => move.Kind == MoveKind.Deliver);
        failed.Schedule.Moves.Count.ShouldBe(12, "one for each command and answer, and one for the stock that leaves");
    }

    [Fact]
    public void A_long_one_is_shortened()
    {
        var shortest = new BreadthFirst(NewPlayer(), Scenario, 1_000_000).Run().Failed!.Schedule.Moves;
        Move[] more =
        [
            new(MoveKind.Repeat, "SubmitOrder#1@orders"),
            .. shortest.Take(2),
            new(MoveKind.Fire, "StepDeadlineExpired#2@orders"),
            new(MoveKind.Deliver, "StepDeadlineExpired#2@orders"),
            .. shortest.Skip(2),
            new(MoveKind.Deliver, "SubmitOrder#1@orders"),
            new(MoveKind.Deliver, "AuthorisePayment#2@payments"),
            new(MoveKind.Deliver, "PaymentAuthorised#2@orders"),
        ];
        var failed = NewPlayer().Play(new Schedule(Scenario, more));
        failed.Finding.ShouldNotBeNull();
        failed.Schedule.Moves.Count.ShouldBeGreaterThan(shortest.Count);

        Shrinker.Shrink(failed).Schedule.Moves.Count.ShouldBe(shortest.Count);
    }

    [Fact]
    public void Its_text_can_be_played_again()
    {
        var schedule = RandomWalk.Run(NewPlayer(), seed: 3, stream: 1).Schedule;

        var played = NewPlayer().Play(Schedule.Parse(schedule.ToString()));

        played.Schedule.Moves.ShouldBe(schedule.Moves, "every move is possible again");
        Fingerprint.Of(played.World).ShouldBe(Fingerprint.Of(NewPlayer().Play(schedule).World));
    }

    [Fact]
    public void A_diagram_shows_it()
    {
        var failed = new BreadthFirst(NewPlayer(), Scenario, 1_000_000).Run().Failed!;

        var report = Report.Of(failed);

        report.ShouldContain("client->>orders: SubmitOrder");
        report.ShouldContain("payments->>orders: PaymentAuthorised");
        report.ShouldContain("cannot be completed");
    }

    private static Player NewPlayer() => new(new Coverage());
}
