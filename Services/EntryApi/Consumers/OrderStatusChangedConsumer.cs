using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.ServiceDefaults;
using MassTransit;

namespace EventDriven.EntryApi.Consumers;

/// <summary>
/// Adds what the order saga said to the order's timeline. Said twice it stands once, for the order and the sequence are its key: no
/// inbox is needed. The order in which it arrives does not matter: entries are read by their sequence.
/// </summary>
public sealed class OrderStatusChangedConsumer(
    GroupCommit<EntryApiDbContext, Guid, OrderStatusChangedConsumer.Told> timelines, ILogger<OrderStatusChangedConsumer> logger)
    : IConsumer<OrderStatusChanged>
{
    /// <summary>What an order's timeline says already.</summary>
    /// <param name="OrderId">The order.</param>
    /// <param name="Sequences">The entries that it has.</param>
    public sealed record Told(Guid OrderId, List<int> Sequences);

    /// <summary>What the timelines of some orders say already.</summary>
    public static IQueryable<Told> ToldOf(EntryApiDbContext db, IReadOnlyCollection<Guid> orders) => db.Orders
        .Where(order => orders.Contains(order.Id))
        .Select(order => new Told(order.Id, order.Timeline.Select(entry => entry.Sequence).ToList()));

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var message = context.Message;
        var isKnown = await timelines.DecideAsync(
            message.OrderId,
            (db, told) =>
            {
                if (told is not [var order])
                    return false;

                if (!order.Sequences.Contains(message.Sequence))
                    db.TimelineEntries.Add(Entry(message));

                return true;
            },
            context.CancellationToken);

        // Submitted by something else than this service, which has nothing to show it on.
        if (!isKnown)
            logger.LogWarning("Order {OrderId} is {State}, and was not accepted here", message.OrderId, message.State);
    }

    private static TimelineEntry Entry(OrderStatusChanged message) => new()
    {
        OrderId = message.OrderId,
        Sequence = message.Sequence,
        State = message.State,
        Cause = Sentence.Cut(message.Cause),
        Reason = message.Reason is null ? null : Sentence.Cut(message.Reason),
        TotalAmount = message.Total?.Amount,
        TotalCurrency = message.Total?.Currency,
        At = message.At.ToUniversalTime()
    };
}
