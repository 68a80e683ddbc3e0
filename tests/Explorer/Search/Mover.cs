using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;
using EventDriven.Steps;

namespace EventDriven.Explorer.Search;

/// <summary>Makes moves in worlds.</summary>
internal sealed class Mover(SagaService saga)
{
    private const string Why = "changed my mind";

    /// <summary>Makes a possible move in the world, which is changed.</summary>
    /// <exception cref="Finding">The product broke its promise.</exception>
    public void Make(World world, Move move)
    {
        WorldClock.Set(++world.Moves, world.Scenario.ClocksApart);
        var budget = world.Budget;
        switch (move.Kind)
        {
            case MoveKind.Deliver:
                Deliver(world, InFlight());
                break;
            case MoveKind.Repeat:
                SpendFault();
                world.Network.Add(InFlight());
                break;
            case MoveKind.CrashBeforeCommit:
                SpendFault();
                Deliver(world.Copy(), InFlight());
                break;
            case MoveKind.CrashAfterCommit:
                SpendFault();
                Commit(world, InFlight());
                break;
            case MoveKind.Begin:
                SpendFault();
                Begin(world, InFlight());
                break;
            case MoveKind.Call:
                var calling = Calling();
                TryServe(world, ref calling);
                break;
            case MoveKind.Finish:
                Finish(world, Calling());
                break;
            case MoveKind.Lose:
                SpendFault();
                PutBack(world, Calling());
                break;
            case MoveKind.Relay:
                Relay(world, Stored(), isRemoved: true);
                break;
            case MoveKind.RelayAndCrash:
                SpendFault();
                Relay(world, Stored(), isRemoved: false);
                break;
            case MoveKind.Fire:
                Fire(world, move.Target);
                break;
            case MoveKind.ForgetInbox:
                SpendFault();
                world.Saga.Inbox.Clear();
                break;
            case MoveKind.BackUp:
                world.BackUp();
                break;
            case MoveKind.Restore:
                world.Restore();
                break;
            case MoveKind.SubmitAgain:
                world.SubmitAgain();
                break;
            case MoveKind.Cancel:
                world.Budget = budget with { Cancels = budget.Cancels - 1 };
                world.Send("client", Queues.Orders, Cancellation());
                break;
            default:
                world.Budget = budget with { Actions = budget.Actions - 1 };
                world.Send("operator", Queues.Orders, ActionOf(move.Kind));
                break;
        }

        void SpendFault() => world.Budget = budget with { Faults = budget.Faults - 1 };
        Message InFlight() => world.Network.Find(move.Target)!;
        Call Calling() => world.Calls.Find(call => call.Message.Label == move.Target)!;
        Message Stored() => world.Saga.Outbox.Find(message => message.Label == move.Target)!;
    }

    public static CancelOrder Cancellation() => new() { OrderId = OrderKind.OrderId, Reason = Why };

    public static object ActionOf(MoveKind kind) =>
        kind switch
        {
            MoveKind.Approve => new ApprovePayment { OrderId = OrderKind.OrderId, Reason = Why },
            MoveKind.Reject => new RejectPayment { OrderId = OrderKind.OrderId, Reason = Why },
            MoveKind.AskAgain => new AskAgain { OrderId = OrderKind.OrderId, Reason = Why },
            MoveKind.Resume => new ResumeCompensation { OrderId = OrderKind.OrderId, Reason = Why },
            MoveKind.GiveUpDispatch => new GiveUpDispatch { OrderId = OrderKind.OrderId, Reason = Why },
            _ => throw new ArgumentException($"{kind} is no operator's action."),
        };

    private void Deliver(World world, Message message)
    {
        if (message.Queue == Queues.Orders)
        {
            foreach (var outgoing in saga.Consume(world, message))
                Relay(world, outgoing, isRemoved: true);
            world.Network.Acknowledge(message);
        }
        else if (Routes.IsRemote(message.Queue))
        {
            var call = Begin(world, message);
            if (call.IsServed || TryServe(world, ref call))
                Finish(world, call);
        }
        else if (message.Queue == Queues.Inventory)
        {
            if (IsDispatchedWithoutStock(world, message))
            {
                world.Failed.Add(message);
                world.NeedsPeople = true;
            }
            else
                Publish(world, message, Participants.PerformLocally(world, message));
            world.Network.Acknowledge(message);
        }
        else
        {
            Projections.Apply(world, message);
            world.Network.Acknowledge(message);
        }
    }

    private void Commit(World world, Message message)
    {
        if (message.Queue == Queues.Orders)
            saga.Consume(world, message);
        else if (message.Queue == Queues.Inventory)
        {
            if (!IsDispatchedWithoutStock(world, message))
                Participants.PerformLocally(world, message);
        }
        else
        {
            var call = Begin(world, message);
            if (call.IsServed || TryServe(world, ref call))
            {
                Record(world, call);
                PutBack(world, call);
            }
        }
    }

    // The lost history had released it.
    private static bool IsDispatchedWithoutStock(World world, Message message) =>
        world.IsRestored
        && message.Body is ShipmentDispatched
        && world.Stock.Reservation is { Status: ReservationStatus.Released };

    // A step with a recorded outcome is not called for again.
    private static Call Begin(World world, Message message)
    {
        var record = Participants.Request(world, message);
        var isDone = record.Outcome is not null;
        var call = new Call(
            message,
            IsServed: isDone,
            Outcome: null,
            isDone ? Participants.AnswerOf(world, message, record) : null
        );
        world.Network.Acknowledge(message);
        world.Calls.Add(call);
        return call;
    }

    private static bool TryServe(World world, ref Call call)
    {
        if (Participants.Call(world, call.Message) is not { } outcome)
        {
            PutBack(world, call);
            return false;
        }

        var served = call with { IsServed = true, Outcome = outcome };
        world.Calls[world.Calls.IndexOf(call)] = served;
        call = served;
        return true;
    }

    private static void Finish(World world, Call call)
    {
        // A recorded answer is decided on when it is read: an undo that is confirmed meanwhile comes too late for it.
        var answer = call.Outcome is { } outcome
            ? Participants.AnswerOf(world, call.Message, Participants.Record(world, call.Message, outcome))
            : call.Answer;
        Publish(world, call.Message, answer);
        world.Calls.Remove(call);
    }

    private static StepRecord Record(World world, Call call) =>
        call.Outcome is null
            ? Participants.Request(world, call.Message)
            : Participants.Record(world, call.Message, call.Outcome);

    private static void PutBack(World world, Call call)
    {
        world.Calls.Remove(call);
        world.Network.Add(call.Message);
    }

    private static void Publish(World world, Message command, StepAnswer? answer)
    {
        if (answer is null)
            return;

        var type = answer.Event.GetType().Name;
        var step = command.Body.GetType().Name;
        if (
            world
                .StepsOf(command.Queue)
                .TrueForAll(record => record.AnswerId != answer.MessageId || record.Outcome is null)
        )
            throw new Finding($"{type} answers {step}, and is not recorded.");
        // A step that is undone is refused from then on.
        if (IsUndone(world, command.Queue, step) && world.Answers.GetValueOrDefault(step).Type != type)
            world.Answers.Remove(step);
        if (!world.Answers.TryAdd(step, (answer.MessageId, type)) && world.Answers[step] != (answer.MessageId, type))
            throw new Finding(
                $"{step} was answered with {world.Answers[step].Type}, and then with {type} or under another id."
            );

        foreach (var queue in Routes.Of(answer.Event))
            world.Network.Add(
                world.Message(
                    command.Queue,
                    queue,
                    answer.Event,
                    answer.To(command.Id, command.Epoch).MessageId,
                    command.Epoch
                )
            );
    }

    private static bool IsUndone(World world, string queue, string step) =>
        world
            .StepsOf(queue)
            .Exists(record =>
                (step, record.Step) is (nameof(AuthorisePayment), "Void") or (nameof(CapturePayment), "Refund")
                || (step, record.Outcome)
                    is
                        (nameof(ReserveStock), nameof(StockReleased))
                        or
                        (nameof(BookShipment), nameof(ShipmentCancelled))
            );

    private static void Relay(World world, Message message, bool isRemoved)
    {
        if (isRemoved)
            world.Saga.Outbox.Remove(message);
        world.Network.Add(message);
    }

    private static void Fire(World world, string label)
    {
        var deadline = world.Saga.Deadlines.Find(message => message.Label == label)!;
        if (!PossibleMoves.IsReview(deadline))
            world.Budget = world.Budget with { Deadlines = world.Budget.Deadlines - 1 };
        world.Saga.Deadlines.Remove(deadline);
        world.Network.Add(deadline);
    }
}
