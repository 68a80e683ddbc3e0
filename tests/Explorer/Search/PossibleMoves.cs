using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>Everything that can happen next in a world, within its budget.</summary>
internal static class PossibleMoves
{
    public static List<Move> Of(World world)
    {
        List<Move> moves = [];
        var mayFail = world.Budget.Faults > 0;
        foreach (var (message, copies) in world.Network.InFlight)
        {
            if (Routes.IsView(message.Queue) && !world.Scenario.WithViews)
                continue;
            if (SagaService.Waits(world, message) || Participants.IsLeased(world, message))
                continue;

            moves.Add(new Move(MoveKind.Deliver, message.Label));
            if (mayFail)
                AddFaults(moves, world, message, copies);
        }

        foreach (var call in world.Calls)
        {
            moves.Add(new Move(call.IsServed ? MoveKind.Finish : MoveKind.Call, call.Message.Label));
            if (mayFail)
                moves.Add(new Move(MoveKind.Lose, call.Message.Label));
        }

        foreach (var message in world.Saga.Outbox)
        {
            moves.Add(new Move(MoveKind.Relay, message.Label));
            if (mayFail)
                moves.Add(new Move(MoveKind.RelayAndCrash, message.Label));
        }

        foreach (var deadline in world.Saga.Deadlines)
        {
            if (world.Budget.Deadlines > 0 || IsReview(deadline))
                moves.Add(new Move(MoveKind.Fire, deadline.Label));
        }

        if (mayFail && world.Saga.Inbox.Count > 0)
            moves.Add(new Move(MoveKind.ForgetInbox, ""));
        if (world.Budget.Cancels > 0)
            moves.Add(new Move(MoveKind.Cancel, ""));
        if (world.Scenario.WithRestore)
            moves.AddRange(RestoreMoves(world).Select(kind => new Move(kind, "")));
        if (world.Budget.Actions > 0)
            moves.AddRange(Actions(world).Select(kind => new Move(kind, "")));
        return moves;
    }

    public static bool IsReview(Message deadline) =>
        deadline.Body is StepDeadlineExpired { Step: nameof(OrderStep.ReviewPayment) };

    private static void AddFaults(List<Move> moves, World world, Message message, int copies)
    {
        if (copies == 1)
            moves.Add(new Move(MoveKind.Repeat, message.Label));
        if (Routes.IsRemote(message.Queue))
            moves.Add(new Move(MoveKind.Begin, message.Label));
        var isKnown = message.Queue == Queues.Orders && world.Saga.Inbox.Contains(message.InboxKey);
        if (!isKnown && message.Queue is not (Queues.OrderStatus or Queues.OperationsFeed))
            moves.Add(new Move(MoveKind.CrashAfterCommit, message.Label));
        // Changes nothing, unless a handler changes what is not its own: only random walks try it.
        if (world.Scenario.AnyAction)
            moves.Add(new Move(MoveKind.CrashBeforeCommit, message.Label));
    }

    private static IEnumerable<MoveKind> RestoreMoves(World world)
    {
        if (!world.IsRestored && world.Backup is null)
            yield return MoveKind.BackUp;
        if (!world.IsRestored)
            yield return MoveKind.Restore;
        // At most one is on its way: the entry API waits for news.
        if (
            world.LacksHistory && !world.Network.InFlight.Any(entry => entry.Message.Body is SubmitOrder { Epoch: > 1 })
        )
            yield return MoveKind.SubmitAgain;
    }

    private static IEnumerable<MoveKind> Actions(World world)
    {
        var (state, any) = (world.Saga.State, world.Scenario.AnyAction);
        if (any || state == OrderStates.AwaitingReview)
        {
            yield return MoveKind.Approve;
            yield return MoveKind.Reject;
        }

        if (any || state == OrderStates.CompensationFailed)
            yield return MoveKind.Resume;
        if (any || state == OrderStates.Dispatching)
            yield return MoveKind.GiveUpDispatch;
        if (any || (OrderStates.InProgress.Contains(state) && state != OrderStates.AwaitingReview))
            yield return MoveKind.AskAgain;
    }
}
