using EventDriven.Contracts;
using EventDriven.EntryApi.Consumers;
using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EventDriven.EntryApi.Changes;

/// <summary>
/// An accepted order always has a saga, and its timeline shows what the saga did. Entries that are missing are added
/// from the saga's history. An order that the saga has lost, or whose history goes on otherwise than its timeline, was
/// lost with the saga's database, and is submitted again: the participants repeat their recorded answers. A
/// cancellation or review that the saga has not received is sent again.
/// </summary>
public sealed class OrderReconciliation(
    IServiceScopeFactory scopes,
    TimelineProjection timeline,
    OrderChanges changes,
    DatabaseClock<EntryApiDbContext> time,
    IOptions<ReconciliationOptions> options,
    ILogger<OrderReconciliation> logger
) : Reconciliation<EntryApiDbContext>(scopes, time, options, logger)
{
    // The oldest, so that those whose news stay away are among them.
    private const int MostAtOnce = 10_000;

    protected override async Task<IReadOnlyList<QuietOrder>> FindQuietAsync(
        EntryApiDbContext db,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        // Few orders are open. Without Take, PostgreSQL reads a table of 100,000 orders from end to end, instead of the
        // index.
        var open = await db
            .Orders.TagWith(nameof(OrderReconciliation))
            .Where(order => order.EndedAs == null)
            .OrderBy(order => order.SubmittedAt)
            .Take(MostAtOnce)
            .Select(order => new
            {
                order.Id,
                order.SubmittedAt,
                Latest = order
                    .Timeline.OrderByDescending(entry => entry.Epoch)
                    .ThenByDescending(entry => entry.Sequence)
                    .Select(entry => new { entry.At, entry.State })
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. open.Where(order =>
                    (order.Latest?.At ?? order.SubmittedAt) < before || OrderStates.IsEnd(order.Latest?.State ?? "")
                )
                .Select(order => new QuietOrder(order.Id, order.Latest?.At ?? order.SubmittedAt)),
        ];
    }

    protected override async Task ReconcileAsync(Guid orderId, CancellationToken cancellationToken)
    {
        await using var scope = Scopes.CreateAsyncScope();
        // Read before the saga is asked, which therefore knows all that is read here.
        var order = await ReadAsync(scope, orderId, cancellationToken);
        if (
            OrderStates.IsEnd(order.State)
            && order.Latest!.Epoch == order.Epoch
            && order.Heard.Count() == order.Timeline.Count
        )
        {
            // The last entry arrived before another one, or an older version stored it.
            await EndAsync(scope, order, order.State, cancellationToken);
            return;
        }

        var history = await Histories(scope.ServiceProvider)
            .AskAsync(new GetOrderHistory { OrderId = orderId }, cancellationToken);
        var isLost = history is null || IsBehind(history, order);
        var added = 0;
        foreach (var entry in isLost ? [] : history!.Entries)
        {
            switch (await timeline.AddAsync(entry, cancellationToken))
            {
                case ProjectionResult.Added:
                    added++;
                    break;
                case ProjectionResult.Contradicts:
                    isLost = true;
                    break;
            }
        }

        if (isLost)
        {
            await SubmitAgainAsync(scope, order, beginAgain: history is not null, cancellationToken);
            return;
        }

        if (added > 0)
        {
            logger.LogWarning(
                "Order {OrderId}: {Count} entries of the timeline had not arrived, and are added from the saga's "
                    + "history. Their messages may be among the console's failed messages",
                orderId,
                added
            );
            Meters.Repaired(TimelineProjection.Name, "entries");
            changes.Heard(orderId);
        }

        var state = history!.Entries[^1].State;
        if (OrderStates.IsEnd(state))
        {
            await EndAsync(scope, order, state, cancellationToken);
            return;
        }

        if (order.Cancellation is { Refusal: null } cancellation && !history.CancelRequested)
            await SendAsync(scope, [cancellation.ToCommand()], cancellationToken);
        if (order.Review is { } review && state == OrderStates.AwaitingReview)
            await SendAsync(scope, [review.ToCommand()], cancellationToken);
    }

    /// <summary>An event contradicts the timeline, unless the order was submitted again meanwhile.</summary>
    public async Task BeginAgainAsync(Guid orderId, int epoch, CancellationToken cancellationToken)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var order = await ReadAsync(scope, orderId, cancellationToken);
        if (order.Epoch == epoch)
            await SubmitAgainAsync(scope, order, beginAgain: true, cancellationToken);
    }

    // The saga knew each entry when it was published.
    private static bool IsBehind(OrderHistory history, Order order)
    {
        var (epoch, sequence) = (history.Entries[^1].Epoch ?? 1, history.Entries[^1].Sequence);
        return order.Timeline.Exists(entry =>
            entry.Epoch > epoch || (entry.Epoch == epoch && entry.Sequence > sequence)
        );
    }

    private static async Task EndAsync(
        AsyncServiceScope scope,
        Order order,
        string state,
        CancellationToken cancellationToken
    )
    {
        order.EndedAs = state;
        await scope.ServiceProvider.GetRequiredService<EntryApiDbContext>().SaveChangesAsync(cancellationToken);
    }

    private async Task SubmitAgainAsync(
        AsyncServiceScope scope,
        Order order,
        bool beginAgain,
        CancellationToken cancellationToken
    )
    {
        order.Epoch++;
        order.EndedAs = null;
        logger.LogWarning(
            "Order {OrderId}: the saga's database lost {What}. The order is submitted again, with epoch {Epoch}",
            order.Id,
            beginAgain ? "a part of its history" : "it, or has not received it",
            order.Epoch
        );
        Meters.Repaired(TimelineProjection.Name, beginAgain ? "begun_again" : "submitted");
        object submit = order.Submit(beginAgain);
        await SendAsync(
            scope,
            order.Cancellation is { Refusal: null } cancellation ? [cancellation.ToCommand(), submit] : [submit],
            cancellationToken
        );
    }

    private static Task<Order> ReadAsync(AsyncServiceScope scope, Guid orderId, CancellationToken cancellationToken) =>
        scope
            .ServiceProvider.GetRequiredService<EntryApiDbContext>()
            .Orders.AsSplitQuery()
            .Include(order => order.Lines)
            .Include(order => order.Timeline)
            .Include(order => order.Cancellation)
            .Include(order => order.Review)
            .SingleAsync(order => order.Id == orderId, cancellationToken);

    // Through the outbox.
    private async Task SendAsync(AsyncServiceScope scope, object[] commands, CancellationToken cancellationToken)
    {
        var endpoint = await scope
            .ServiceProvider.GetRequiredService<ISendEndpointProvider>()
            .GetSendEndpoint(Queues.Address(Queues.Orders));
        foreach (var command in commands)
            await endpoint.Send(command, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<EntryApiDbContext>().SaveChangesAsync(cancellationToken);
        logger.LogInformation("Sent again: {Commands}", commands.Select(command => command.GetType().Name));
    }
}
