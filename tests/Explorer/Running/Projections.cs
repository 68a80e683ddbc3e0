using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Consumers;
using EventDriven.Explorer.Worlds;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using EventDriven.ServiceDefaults;
using Microsoft.Extensions.Configuration;

namespace EventDriven.Explorer.Running;

/// <summary>
/// The read models, with the real decisions. (Order, epoch, sequence) is the key of an entry, as in the databases.
/// </summary>
internal static class Projections
{
    private static readonly StuckLimits Limits = new(new ConfigurationBuilder().Build());

    public static void Apply(World world, Message message)
    {
        switch (message.Body)
        {
            case OrderStatusChanged change when message.Queue == Queues.OrderStatus:
                AddToTimeline(world, change);
                break;
            case OrderStatusChanged change:
                AddToConsole(world.Views, change);
                break;
            case OrderCancellationRefused refused:
                world.Views.Refusal ??= refused.Reason;
                break;
            default:
                throw new InvalidOperationException($"No projection is known for {message}.");
        }
    }

    private static void AddToTimeline(World world, OrderStatusChanged change)
    {
        var views = world.Views;
        if (views.Timeline.Exists(entry => entry.Epoch == (change.Epoch ?? 1) && entry.Sequence == change.Sequence))
            return;

        var entry = TimelineProjection.Entry(change);
        ProjectedEntry[] known =
        [
            .. views.Timeline.Select(other => new ProjectedEntry(other.Epoch, other.Sequence, other.At)),
        ];
        if (TimelineProjection.Completes(known, entry, world.Epoch))
            views.EndedAs = entry.State;
        views.Timeline.Add(entry);
    }

    private static void AddToConsole(Views views, OrderStatusChanged change)
    {
        if (views.History.Exists(entry => entry.Epoch == (change.Epoch ?? 1) && entry.Sequence == change.Sequence))
            return;

        ProjectedEntry[] known =
        [
            .. views.History.Select(other => new ProjectedEntry(other.Epoch, other.Sequence, other.At)),
        ];
        OrderProjection.Apply(change, views.Tracked, known, Limits, row =>
        {
            if (row is TrackedOrder order)
                views.Tracked = order;
            else if (row is HistoryEntry entry)
                views.History.Add(entry);
        });
    }
}
