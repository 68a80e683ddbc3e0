using System.Data.Common;
using EventDriven.Contracts.Orders;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Consumers;

/// <summary>
/// Adds what the order saga said to the order's timeline, in one statement. Said twice it stands once, for the order and the sequence are
/// its key: no inbox is needed. The order in which it arrives does not matter: entries are read by their sequence.
/// </summary>
public sealed class OrderStatusChangedConsumer(EntryApiDbContext db, ILogger<OrderStatusChangedConsumer> logger)
    : IConsumer<OrderStatusChanged>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderStatusChanged> context)
    {
        var (message, cancel) = (context.Message, context.CancellationToken);
        var reason = message.Reason is null ? null : Sentence.Cut(message.Reason);
        try
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO "TimelineEntries" ("OrderId", "Sequence", "State", "Cause", "Reason", "TotalAmount", "TotalCurrency", "At")
                 VALUES ({message.OrderId}, {message.Sequence}, {message.State}, {Sentence.Cut(message.Cause)}, {reason},
                     {message.Total?.Amount}, {message.Total?.Currency}, {message.At.ToUniversalTime()})
                 ON CONFLICT DO NOTHING
                 """,
                cancel);
        }
        catch (DbException exception) when (!exception.IsTransient)
        {
            if (await db.Orders.AnyAsync(order => order.Id == message.OrderId, cancel))
                throw;

            // Submitted by something else than this service, which has nothing to show it on.
            logger.LogWarning("Order {OrderId} is {State}, and was not accepted here", message.OrderId, message.State);
        }
    }
}
