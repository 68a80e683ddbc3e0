using System.Text.Json;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;

namespace EventDriven.Explorer.Lives;

/// <summary>A life of each kind, recorded through the console's projection and its export.</summary>
internal static class GoldenLives
{
    private static readonly string[] UntilThePivot =
    [
        OrderStates.ReservingStock,
        OrderStates.AuthorisingPayment,
        OrderStates.BookingShipment,
        OrderStates.CapturingPayment,
    ];

    public static IReadOnlyList<GoldenLife> All { get; } =
    [
        new("completed", OrderKind.Completes),
        new("completed-after-review", OrderKind.Review, (OrderStates.AwaitingReview, MoveKind.Approve)),
        new("rejected-by-review", OrderKind.Review, (OrderStates.AwaitingReview, MoveKind.Reject)),
        new("review-timed-out", OrderKind.Review, (OrderStates.AwaitingReview, MoveKind.Fire)),
        new("out-of-stock", OrderKind.OutOfStock),
        new("declined", OrderKind.Declined),
        new("capture-fails", OrderKind.CaptureFails),
        new("carrier-refuses", OrderKind.CarrierRefuses),
        .. UntilThePivot.Select(state => new GoldenLife(
            $"cancelled-in-{state}",
            OrderKind.Completes,
            (state, MoveKind.Cancel)
        )),
        new("cancelled-in-AwaitingReview", OrderKind.Review, (OrderStates.AwaitingReview, MoveKind.Cancel)),
        new("cancelled-in-Compensating", OrderKind.CarrierRefuses, (OrderStates.Compensating, MoveKind.Cancel)),
        new("cancelled-too-late-in-Dispatching", OrderKind.Completes, (OrderStates.Dispatching, MoveKind.Cancel)),
        new("cancelled-too-late-in-Completed", OrderKind.Completes, (OrderStates.Completed, MoveKind.Cancel)),
        .. UntilThePivot.Select(state => new GoldenLife(
            $"asked-again-and-given-up-in-{state}",
            OrderKind.Completes,
            (state, MoveKind.Fire),
            (state, MoveKind.Fire)
        )),
        new(
            "dispatch-asked-again",
            OrderKind.Completes,
            (OrderStates.Dispatching, MoveKind.Fire),
            (OrderStates.Dispatching, MoveKind.Fire)
        ),
        new("dispatch-refused", OrderKind.DispatchRefused),
        new("dispatch-given-up", OrderKind.DispatchRefused, (OrderStates.Dispatching, MoveKind.GiveUpDispatch)),
        new(
            "dispatched-before-it-was-given-up",
            OrderKind.Completes,
            (OrderStates.Dispatching, MoveKind.GiveUpDispatch)
        ),
        new(
            "dispatched-after-the-compensation-failed",
            OrderKind.Completes,
            (OrderStates.Dispatching, MoveKind.GiveUpDispatch),
            (OrderStates.Compensating, MoveKind.Fire),
            (OrderStates.Compensating, MoveKind.Fire)
        ),
        new(
            "retried-by-an-operator",
            OrderKind.Completes,
            [.. UntilThePivot.Append(OrderStates.Dispatching).Select(state => (state, MoveKind.AskAgain))]
        ),
        new(
            "compensation-asked-again",
            OrderKind.CaptureFails,
            (OrderStates.Compensating, MoveKind.Fire),
            (OrderStates.Compensating, MoveKind.AskAgain)
        ),
        new(
            "compensation-failed-and-resumed",
            OrderKind.CaptureFails,
            (OrderStates.Compensating, MoveKind.Fire),
            (OrderStates.Compensating, MoveKind.Fire),
            (OrderStates.CompensationFailed, MoveKind.Cancel),
            (OrderStates.CompensationFailed, MoveKind.Resume)
        ),
        new(
            "confirmed-after-the-compensation-failed",
            OrderKind.Completes,
            [
                .. Enumerable.Repeat((OrderStates.CapturingPayment, MoveKind.Fire), 2),
                .. Enumerable.Repeat((OrderStates.Compensating, MoveKind.Fire), 2 * UntilThePivot.Length),
            ]
        ),
        new("lost-and-completed", OrderKind.Completes, (OrderStates.Dispatching, MoveKind.SubmitAgain)),
        new(
            "lost-and-undone",
            OrderKind.Completes,
            (OrderStates.CapturingPayment, MoveKind.Cancel),
            (OrderStates.Compensating, MoveKind.SubmitAgain)
        ),
    ];

    /// <summary>Writes the lives that the folder does not have. Others are never changed.</summary>
    public static IEnumerable<string> RecordMissing(DirectoryInfo folder)
    {
        foreach (var life in All)
        {
            var file = Path.Combine(folder.FullName, $"{life.Name}.json");
            if (File.Exists(file))
                continue;

            File.WriteAllText(file, life.Record() + "\n");
            yield return file;
        }
    }
}

/// <summary>An order that goes on by itself, but for what happens in some of its states, in this order.</summary>
internal sealed record GoldenLife(string Name, OrderKind Kind, params (string State, MoveKind What)[] Events)
{
    public string Record()
    {
        var world = World.Begin(
            new Scenario
            {
                Kind = Kind,
                Budget = new Budget(0, 0, 0, 0),
                MaxAttempts = 2,
                WithViews = true,
            }
        );
        var mover = new Mover(new SagaService(new Coverage()));
        var events = new Queue<(string State, MoveKind What)>(Events);
        while (true)
        {
            if (events.TryPeek(out var next) && next.State == world.Saga.State)
                Happen(world, mover, events.Dequeue().What);
            else if (world.Network.InFlight is [var (message, _), ..])
                Make(MoveKind.Deliver, message.Label);
            else
                break;
        }

        if (events.Count > 0)
            throw new InvalidOperationException($"{Name}: the order does not reach {events.Peek().State}.");

        var lines = Kind.Submit()
            .Lines.Select(
                (line, index) =>
                    new TrackedLine
                    {
                        OrderId = OrderKind.OrderId,
                        Number = index + 1,
                        Sku = line.Sku,
                        Quantity = line.Quantity,
                        SubmittedAt = WorldClock.Now,
                    }
            );
        var export = OrderMessages.Export(
            world.Views.Tracked!,
            [.. lines],
            world.Views.History.FindAll(entry => entry.Epoch == world.Epoch)
        );
        return JsonSerializer.Serialize(export, OrderMessages.Options);

        void Make(MoveKind kind, string target) => mover.Make(world, new Move(kind, target));
    }

    // The message is handled at once, before any other in flight. An order is submitted again after it was lost.
    private static void Happen(World world, Mover mover, MoveKind what)
    {
        var target = what == MoveKind.Fire ? world.Saga.Deadlines[^1].Label : "";
        if (what == MoveKind.SubmitAgain)
            mover.Make(world, new Move(MoveKind.Restore, ""));
        mover.Make(world, new Move(what, target));
        mover.Make(world, new Move(MoveKind.Deliver, world.Network.InFlight[^1].Message.Label));
    }
}
