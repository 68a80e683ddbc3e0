using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;
using EventDriven.SimulatedParties;

namespace EventDriven.Explorer.Checks;

/// <summary>
/// What holds in every world. (Others are checked where they can be broken: history without gaps and a final end in
/// SagaService, recorded and equal answers in Mover.)
/// </summary>
internal static class Invariants
{
    // In the order in which an order goes through them.
    private static readonly string[] States = [OrderStates.Initial, .. OrderStates.InProgress.Take(6)];

    /// <exception cref="Finding">One does not hold.</exception>
    public static void Check(World world)
    {
        var effects = Effects.Of(world);
        CheckStock(world);
        CheckMoney(world, effects);
        // What the saga lost is not known to it, and both histories can have told an end.
        if (!world.LacksHistory)
        {
            CheckEnds(world, effects);
            CheckWait(world);
        }

        if (world.IsRestored)
            return;

        CheckMails(world);
        CheckProgress(world, effects);
        CheckOrderOfUndos(world, effects);
        CheckViews(world);
    }

    private static void CheckEnds(World world, Effects effects)
    {
        var state = world.Saga.State;
        Require(world.Saga.Ends.Count == (OrderStates.IsEnd(state) ? 1 : 0), () =>
            $"The order is {state}, and these ends were published: {string.Join(", ", world.Saga.Ends)}."
        );
        if (state == OrderStates.Completed)
            Require(effects is { IsDispatched: true, Captured: > 0, Stock: not ReservationStatus.Released }, () =>
                $"The order is Completed with {effects}."
            );
        if (state is OrderStates.Cancelled or OrderStates.Rejected)
            Require(effects.AreNone, () => $"The order is {state}, and is not undone: {effects}.");
    }

    private static void CheckMails(World world) =>
        Require(world.Mails.Distinct().Count() <= 1, () => $"Mails told {string.Join(", ", world.Mails)}.");

    // A participant may never answer, so each wait has a deadline. A failed compensation waits for an operator.
    private static void CheckWait(World world)
    {
        var order = world.Saga.Order;
        if (order is not { Step: { } step } || order.CurrentState == OrderStates.CompensationFailed)
            return;

        var messages = world.Saga.Deadlines.Concat(world.Network.InFlight.Select(entry => entry.Message));
        Require(
            messages.Any(message => message.Body is StepDeadlineExpired && message.Token == order.DeadlineTokenId),
            () => $"The order waits for {step}, attempt {order.Attempt}, without a deadline."
        );
    }

    private static void CheckViews(World world)
    {
        var timeline = world.Views.Timeline;
        if (timeline.Find(entry => entry.State == world.Views.EndedAs) is { } end)
            Require(timeline.Count(entry => entry.Sequence <= end.Sequence) == end.Sequence, () =>
                $"The entry API shows {end.State} before the entries that led to it."
            );
    }

    private static void CheckStock(World world)
    {
        var product = world.Stock.Product;
        var held = world.Stock.Reservation is { Status: ReservationStatus.Held } ? OrderKind.Wanted : 0;
        Require(product.Available >= 0 && product.OnHand >= 0, () => $"{product.Available} pieces are available.");
        Require(product.Held == held, () => $"{product.Held} pieces are held, and {held} are reserved.");
    }

    private static void CheckMoney(World world, Effects effects)
    {
        var total = world.IsRestored ? OrderKind.Price : world.Saga.Order?.Total?.Amount ?? 0;
        Require(effects.Authorised >= 0 && effects.Captured >= 0, () => $"More was given back than taken: {effects}.");
        Require(effects.Authorised + effects.Captured <= total, () => $"The order costs {total}: {effects}.");
    }

    // While the order goes forward, no effect is ahead of its state. A dispatch allows no way back: one that was given
    // up can have happened until the carrier has confirmed that it has not.
    private static void CheckProgress(World world, Effects effects)
    {
        var state = world.Saga.State;
        if (Array.IndexOf(States, state) is >= 0 and var progress)
            Require(Array.IndexOf(States, effects.Needs) <= progress, () => $"The order is {state} with {effects}.");
        else if (state != OrderStates.Completed && world.Saga.Order is not { MayBeDispatched: true })
            Require(!effects.IsDispatched, () => $"The order is {state}, and its parcel is dispatched.");
    }

    private static void CheckOrderOfUndos(World world, Effects effects)
    {
        if (world.Saga.IsGivenUp)
            Require(effects.Captured > 0 || world.Carrier.HasServed("Cancel"), () =>
                "The payment was refunded before the carrier confirmed that the parcel will not leave."
            );
        else if (world.Carrier.HasServed("Cancel"))
            Require(effects.Captured == 0, () => "The shipment was cancelled before the payment was refunded.");
        if (world.Provider.HasServed("Void"))
            Require(!effects.IsBooked, () => "The payment was voided before the shipment was cancelled.");
        if (world.Stock.Reservation is { Status: ReservationStatus.Released })
            Require(effects with { Stock = null } == default, () =>
                $"The stock was released before the rest was undone: {effects}."
            );
    }

    private static void Require(bool holds, Func<string> otherwise)
    {
        if (!holds)
            throw new Finding(otherwise());
    }
}
