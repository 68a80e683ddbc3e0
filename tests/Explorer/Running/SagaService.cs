using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;
using EventDriven.Explorer.Worlds;
using EventDriven.Sagas;

namespace EventDriven.Explorer.Running;

/// <summary>The Orchestrator: an inbox, the saga and an outbox, in one transaction for each message.</summary>
internal sealed class SagaService(Coverage coverage)
{
    // Up to the pivot: in these states, a cancellation decides the end.
    private static readonly string[] InTime =
    [
        OrderStates.Initial,
        .. OrderStates.InProgress.TakeWhile(s => s != OrderStates.Dispatching),
    ];

    private readonly Dictionary<int, SagaRunner> _runners = Enumerable
        .Range(1, 3)
        .ToDictionary(maxAttempts => maxAttempts, maxAttempts => new SagaRunner(maxAttempts));

    /// <summary>
    /// Only SubmitOrder begins an order, and a cancellation is kept for it. Others are retried until it has come (or
    /// until they are in the error queue, because the order is lost), except a deadline, which is discarded.
    /// </summary>
    public static bool Waits(World world, Message message) =>
        world.Saga.State == OrderStates.Initial
        && !world.IsRestored
        && message.Body is not (SubmitOrder or CancelOrder or StepDeadlineExpired);

    /// <summary>Consumes a message and commits. The messages are in the outbox afterwards.</summary>
    /// <returns>
    /// The stored messages to send next. For a duplicate, these are the ones that its first delivery stored and did not
    /// send.
    /// </returns>
    public List<Message> Consume(World world, Message message)
    {
        var rows = world.Saga;
        if (world.Scenario.WithInbox && !rows.Inbox.Add(message.InboxKey))
            return rows.Outbox.FindAll(stored => stored.Cause == message.Id);

        var before = rows.Order;
        var captured = new Captured(world.NextId);
        OrderState? order;
        try
        {
            var runner = _runners[world.Scenario.MaxAttempts];
            order = runner.Consume(before is null ? null : Rows.CopyOrder(before), message, captured);
        }
        catch (Exception exception)
            when (world.LacksHistory
                || (IsOnItsWay(world, message) && exception.GetBaseException() is InvalidOperationException)
            )
        {
            rows.Inbox.Remove(message.InboxKey);
            world.Failed.Add(message);
            world.NeedsPeople |= !world.LacksHistory;
            return [];
        }
        catch (Exception exception)
        {
            throw new Finding($"{message} faulted in {rows.State}: {exception.GetBaseException().Message}", exception);
        }

        coverage.Add(rows.State, message.Body.GetType().Name, order is { History.Count: > 0 });
        if (order is null)
            return [];

        if (message.Body is StepDeadlineExpired && message.Id != rows.PresentDeadline && order.History.Count > 0)
            throw new Finding($"{message} changed the order in {rows.State}, although its wait was over.");
        if (message.Body is CancelOrder && (world.LacksHistory || InTime.Contains(rows.State)))
            rows.IsCancelledInTime = true;
        Save(world, before, order);
        foreach (var token in captured.Cancelled)
        {
            rows.PresentDeadline = null;
            rows.Deadlines.RemoveAll(deadline => deadline.Token == token);
        }

        foreach (var (token, body) in captured.Scheduled)
        {
            rows.PresentDeadline = world.NextId();
            rows.Deadlines.Add(
                world.Message("timer", Queues.Orders, body, rows.PresentDeadline.Value) with
                {
                    Token = token,
                }
            );
        }

        var stored = rows.Outbox.Count;
        foreach (var (queue, body, epoch) in captured.Sent)
        {
            if (body is OrderCompleted or OrderRejected or OrderCancelled)
                rows.Ends.Add(body.GetType().Name);
            foreach (var destination in queue is null ? Routes.Of(body) : [queue])
                rows.Outbox.Add(
                    world.Message(Queues.Orders, destination, body, world.NextId(), epoch) with
                    {
                        Cause = message.Id,
                    }
                );
        }

        return rows.Outbox[stored..];
    }

    // Whether the saga may refuse the carrier's answer. AtRest checks that it had a reason.
    private static bool IsOnItsWay(World world, Message message) =>
        world.IsRestored
        && message.Body is ShipmentDispatched
        && world.Saga.State is OrderStates.Compensating or OrderStates.CompensationFailed;

    private static void Save(World world, OrderState? before, OrderState order)
    {
        var rows = world.Saga;
        if (order.Epoch > (before?.Epoch ?? 1))
        {
            if (!world.IsRestored)
                throw new Finding("The order began again, and nothing was lost.");
            rows.BeginAgain(order);
        }
        else if (
            before is not null
            && OrderStates.IsEnd(before.CurrentState)
            && before.CurrentState != order.CurrentState
        )
            throw new Finding($"The order ended as {before.CurrentState}, and then became {order.CurrentState}.");

        foreach (var entry in order.History)
        {
            if (entry.Sequence != rows.History.Count + 1)
                throw new Finding($"The history has a gap: {entry.Sequence} follows {rows.History.Count}.");

            rows.History.Add(entry);
        }

        if (order.Sequence != rows.History.Count)
            throw new Finding($"The order's sequence is {order.Sequence}, with {rows.History.Count} history entries.");

        order.History.Clear();
        rows.Order = order;
    }
}
