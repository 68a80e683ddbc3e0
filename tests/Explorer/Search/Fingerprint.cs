using EventDriven.Contracts;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;
using EventDriven.SimulatedParties;
using EventDriven.Steps;

namespace EventDriven.Explorer.Search;

/// <summary>
/// Two worlds with the same fingerprint behave alike. Ids, times, references and the wording of the history are left
/// out; an id counts only by what it equals: a recorded answer's id, or one in the inbox.
/// </summary>
internal static class Fingerprint
{
    public static ulong Of(World world)
    {
        var hash = new Hash();
        AddSaga(ref hash, world);
        AddSteps(ref hash, world, world.Stock.Steps);
        hash.Add(world.Stock.Reservation?.Status.ToString());
        hash.Add(world.Stock.Product.OnHand);
        hash.Add(world.Stock.Product.Held);
        AddSteps(ref hash, world, world.Payments);
        AddSteps(ref hash, world, world.Shipping);
        AddBooks(ref hash, world);
        AddMessages(ref hash, world);
        if (world.Scenario.WithViews)
            AddViews(ref hash, world);
        var budget = world.Budget;
        hash.Add(Hash.Of((ulong)budget.Faults, (ulong)budget.Deadlines, (ulong)budget.Cancels, (ulong)budget.Actions));
        return hash.Value;
    }

    private static void AddSaga(ref Hash hash, World world)
    {
        var order = world.Saga.Order;
        hash.Add(world.Saga.State);
        if (order is null)
            return;

        hash.Add(order.Step?.ToString());
        hash.Add(order.Attempt);
        hash.Add(order.CancelRequested);
        hash.Add(order.PendingUndo);
        hash.Add(order.Outcome?.ToString());
        hash.Add(order.Reason);
        hash.Add(order.Total?.ToString());
        hash.Add(order.DeadlineTokenId is null);
        hash.Add(world.Saga.IsCancelledInTime);
        foreach (var end in world.Saga.Ends)
            hash.Add(end);
    }

    // The sum does not depend on the order of the rows.
    private static void AddSteps(ref Hash hash, World world, List<StepRecord> steps)
    {
        var sum = 0UL;
        foreach (var step in steps)
            sum += Hash.Of(Hash.Of(step.Step), Hash.Of(step.Outcome), IsKnown(world, step.AnswerId));
        hash.Add(sum);
    }

    private static void AddBooks(ref Hash hash, World world)
    {
        foreach (var entry in world.Provider.Account?.Entries ?? [])
            hash.Add(Hash.Of((ulong)entry.Kind, (ulong)entry.Amount));
        foreach (var entry in world.Carrier.Account?.Entries ?? [])
            hash.Add((int)entry.Kind);
        AddRequests(ref hash, world.Provider.Account);
        AddRequests(ref hash, world.Carrier.Account);
    }

    private static void AddRequests(ref Hash hash, SimulatedAccount? account)
    {
        var sum = 0UL;
        foreach (var request in account?.Requests ?? [])
            sum += Hash.Of(Hash.Of(request.Operation), Hash.Of(request.Answer?.ToString()), (ulong)request.FailedTries);
        hash.Add(sum);
    }

    private static void AddMessages(ref Hash hash, World world)
    {
        var sum = 0UL;
        foreach (var (message, copies) in world.Network.InFlight)
        {
            if (world.Scenario.WithViews || !Routes.IsView(message.Queue))
                sum += Hash.Of(1, Of(world, message), (ulong)copies);
        }

        foreach (var message in world.Saga.Outbox)
            sum += Hash.Of(2, Of(world, message), CauseInFlight(world, message));
        foreach (var message in world.Saga.Deadlines)
            sum += Hash.Of(3, Of(world, message));
        foreach (var call in world.Calls)
            sum += Hash.Of(
                4,
                Of(world, call.Message),
                (call.IsServed ? 1UL : 0) + (call.Outcome is null ? 0UL : 2),
                Hash.Of(call.Answer?.Event.GetType().Name)
            );
        hash.Add(sum);
    }

    private static ulong Of(World world, Message message) =>
        Hash.Of(
            message.Content,
            IsRecorded(world, message) ? 1UL : 0,
            IsKnown(world, message.Id),
            message.Token is null ? 0UL
                : message.Token == world.Saga.Order?.DeadlineTokenId ? 1UL
                : 2UL
        );

    // Another copy of the message that stored this one would send it.
    private static ulong CauseInFlight(World world, Message stored) =>
        world.Network.InFlight.FirstOrDefault(entry => entry.Message.Id == stored.Cause).Message?.Content ?? 0;

    private static bool IsRecorded(World world, Message message) =>
        message.From is Queues.Inventory or Queues.Payments or Queues.Shipping
        && world.StepsOf(message.From).Exists(step => step.AnswerId == message.Id);

    private static ulong IsKnown(World world, Guid id) => (ulong)world.Saga.Inbox.Count(key => key.Id == id);

    private static void AddViews(ref Hash hash, World world)
    {
        AddSteps(ref hash, world, world.Notifications);
        foreach (var mail in world.Mails)
            hash.Add(mail);
        var sum = 0UL;
        foreach (var entry in world.Views.Timeline)
            sum += Hash.Of(1, (ulong)entry.Sequence, Hash.Of(entry.State));
        foreach (var entry in world.Views.History)
            sum += Hash.Of(2, (ulong)entry.Sequence, Hash.Of(entry.State));
        hash.Add(sum);
        hash.Add(world.Views.EndedAs);
        hash.Add(world.Views.Tracked?.Step);
    }
}
