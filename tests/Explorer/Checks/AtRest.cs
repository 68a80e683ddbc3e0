using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;

namespace EventDriven.Explorer.Checks;

/// <summary>What holds when nothing is on its way any more.</summary>
internal static class AtRest
{
    /// <summary>Whether no message, call or stored message is left, except for read models and mails.</summary>
    public static bool IsQuiet(World world) =>
        world.Calls.Count == 0
        && world.Saga.Outbox.Count == 0
        && world.Network.InFlight.All(entry => Routes.IsView(entry.Message.Queue));

    /// <summary>Whether the order has ended, and nothing is on its way.</summary>
    public static bool IsReached(World world) =>
        IsQuiet(world) && !world.LacksHistory && OrderStates.IsEnd(world.Saga.State);

    /// <summary>Checks a quiet world, and its read models after each of several orders of their messages.</summary>
    /// <exception cref="Finding">Something does not hold.</exception>
    public static void Check(World world, Mover mover)
    {
        var saga = world.Saga;
        if (saga.State is OrderStates.AwaitingReview || world.LacksHistory)
            return;
        if (world.NeedsPeople && !OrderStates.IsEnd(saga.State))
        {
            var effects = Effects.Of(world);
            Require(
                effects.IsDispatched && (effects.Captured == 0 || effects.Stock is ReservationStatus.Released),
                $"The parcel cannot have left, says the saga, with {effects}."
            );
            return;
        }

        Require(OrderStates.IsEnd(saga.State), $"Nothing is on its way, and the order is {saga.State}.");
        Require(
            saga.Deadlines.Count == 0,
            $"The order is {saga.State} and has a deadline: {saga.Deadlines.FirstOrDefault()}."
        );
        Require(saga.Order!.Step is null, $"The order is {saga.State} and waits for {saga.Order.Step}.");
        Require(
            saga.State != OrderStates.Completed || world.Scenario.Kind.CanComplete,
            "The order cannot be completed."
        );
        Require(
            saga.State != OrderStates.Cancelled || world.Budget.Cancels < world.Scenario.Budget.Cancels,
            "The order is Cancelled, and nobody asked for it."
        );
        Require(
            saga.State == OrderStates.Cancelled || !saga.IsCancelledInTime || IsDispatchedBefore(world),
            $"The order was cancelled in time, and is {saga.State}."
        );
        if (saga.State == OrderStates.Completed)
            CheckCompleted(world);
        if (!world.Scenario.WithViews)
        {
            foreach (var order in Enum.GetValues<DeliveryOrder>())
                CheckViews(world, order, mover);
        }
        else if (world.Network.InFlight.Count == 0)
            CheckViews(world);
    }

    // In the history that was lost, or by the restored saga before the order began again.
    private static bool IsDispatchedBefore(World world) =>
        world.Saga.State == OrderStates.Completed
        && world.Saga.History.Exists(entry =>
            entry.From is OrderStates.Compensating or OrderStates.CompensationFailed
            && entry.To == OrderStates.CapturingPayment
        );

    private static void CheckCompleted(World world)
    {
        var (effects, total) = (Effects.Of(world), world.Saga.Order!.Total!.Amount);
        Require(world.Saga.Order.Reason is null, $"The order is Completed, because '{world.Saga.Order.Reason}'.");
        Require(
            effects is { Authorised: 0, IsBooked: true, IsDispatched: true, Stock: ReservationStatus.Committed }
                && effects.Captured == total,
            $"The order costs {total} and is Completed with {effects}."
        );
    }

    private static void CheckViews(World atRest, DeliveryOrder order, Mover mover)
    {
        var world = atRest.Copy();
        var messages = world.Network.InFlight.Select(entry => entry.Message).ToList();
        if (order == DeliveryOrder.LastFirst)
            messages.Reverse();
        foreach (var message in messages)
        {
            var copies = order == DeliveryOrder.Twice ? 2 : 1;
            for (var copy = 0; copy < copies; copy++)
            {
                if (world.Network.Find(message.Label) is null)
                    world.Network.Add(message);
                mover.Make(world, new Move(MoveKind.Deliver, message.Label));
            }
        }

        CheckViews(world);
    }

    private static void CheckViews(World world)
    {
        var order = world.Saga.Order!;
        var read = world.Views.ReadOrder(world.Scenario.Kind.Submit());
        Require(
            read.Heard.Select(entry => entry.State).SequenceEqual(world.Saga.History.Select(entry => entry.To)),
            $"The timeline has {read.Heard.Count()} entries of {world.Saga.History.Count}."
        );
        Require(read.EndedAs is null || read.EndedAs == order.CurrentState, $"The entry API shows {read.EndedAs}.");
        Require(read.Latest!.Reason == order.Reason, $"The entry API shows the reason '{read.Latest.Reason}'.");

        var tracked = world.Views.Tracked!;
        // The console keeps the price that a lost history told.
        var total = order.Total?.Amount ?? (world.IsRestored ? tracked.TotalAmount : null);
        Require(
            (tracked.State, tracked.Sequence, tracked.Reason, tracked.Undo, tracked.Step, tracked.TotalAmount)
                == (order.CurrentState, order.Sequence, order.Reason, order.PendingUndo, null, total),
            $"The console shows {tracked.State}, entry {tracked.Sequence}, waiting for '{tracked.Step}'."
        );
        var end = world.Saga.History.Find(entry => entry.To == order.CurrentState)!;
        // An older version does not say when a state began.
        Require(
            tracked.EndedAt == end.At
                || (world.Scenario is { MixedVersions: true, ClocksApart: true } && tracked.EndedAt is not null),
            $"The order ended at {end.At:T}, and the console shows {tracked.EndedAt:T}."
        );
        Require(tracked.SubmittedAt == order.SubmittedAt, $"The console shows submission at {tracked.SubmittedAt:T}.");
        var known = world.Views.History.Count(entry => entry.Epoch == order.Epoch);
        Require(known == order.Sequence, $"The console has {known} entries.");

        var mail = $"Order{order.CurrentState}";
        // An order has one mail, which may have told the end of the history that was lost.
        Require(world.Mails.Contains(mail) || (world.IsRestored && world.Mails.Count > 0), $"No mail told {mail}.");
        Require(world.Mails.Count == 1 || world.Scenario.WithViews, $"{world.Mails.Count} mails were sent.");
        Require(
            world.Views.Refusal is null
                || order.CurrentState == OrderStates.Completed
                || world.Saga.IsGivenUp
                || world.IsRestored,
            "A cancellation was refused, and the order is neither completed nor given up past the pivot."
        );
        Require(
            world.Views.Refusal is not null
                || order.CurrentState != OrderStates.Completed
                || world.Budget.Cancels == world.Scenario.Budget.Cancels,
            "A cancellation was asked for, and the order is completed without a refusal."
        );
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new Finding(otherwise);
    }

    private enum DeliveryOrder
    {
        FirstFirst,
        LastFirst,
        Twice,
    }
}
