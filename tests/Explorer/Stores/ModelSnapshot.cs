using EventDriven.Contracts;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Stores;

internal static class ModelSnapshot
{
    public static Snapshot Of(World world) =>
        new()
        {
            Order = world.Saga.Order,
            History = world.Saga.History,
            Inbox = world.Saga.Inbox.Count,
            Outbox = world.Saga.Outbox,
            Deadlines = world.Saga.Deadlines,
            Product = world.Stock.Product,
            Reservation = world.Stock.Reservation,
            Steps = StepQueues.ToDictionary(queue => queue, queue => world.StepsOf(queue).AsEnumerable()),
            Payment = world.Provider.Account,
            Parcel = world.Carrier.Account,
            Mails = world.Mails,
            Network = world.Network,
            Calls = world.Calls.Select(call => call.Message),
            EndedAs = world.Views.EndedAs,
            Refusal = world.Views.Refusal,
            Timeline = world.Views.Timeline,
            Tracked = world.Views.Tracked,
            ConsoleHistory = world.Views.History,
        };

    /// <summary>The queues whose services record steps.</summary>
    public static IReadOnlyList<string> StepQueues { get; } =
    [Queues.Inventory, Queues.Payments, Queues.Shipping, Queues.Notifications];
}
