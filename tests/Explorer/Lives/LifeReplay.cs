using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;
using EventDriven.Sagas;
using MassTransit.Serialization;

namespace EventDriven.Explorer.Lives;

/// <summary>Runs the messages of a recorded life through the present OrderStateMachine.</summary>
internal sealed class LifeReplay
{
    private readonly RecordedLife _life;
    private int _maxAttempts = new SagaOptions().MaxAttempts;
    private int _lastId;
    private OrderState? _order;

    private LifeReplay(RecordedLife life) => _life = life;

    private string State => _order?.CurrentState ?? "Initial";

    /// <returns>The first difference, or why the replay stops, in a sentence; null if there is neither.</returns>
    public static string? FirstDifference(RecordedLife life)
    {
        var replay = new LifeReplay(life);
        var sequence = 0;
        foreach (var entry in life.Entries)
        {
            WorldClock.Set(++sequence);
            if (entry.Sequence != sequence)
                return $"Entry {sequence} is missing: the replay ends before it.";
            if (replay.Consume(entry) is { } difference)
                return difference;
        }

        return null;
    }

    private string? Consume(RecordedEntry entry)
    {
        if (entry is { Event: null } or { Message: null, Event: not nameof(SubmitOrder) })
            return $"Entry {entry.Sequence} has no message: the replay ends before it.";

        // An operator may have changed the setting while the order was in progress.
        _maxAttempts = entry.MaxAttempts ?? _maxAttempts;
        var recorded = Text(entry.From, entry.State, entry.Step, entry.Attempt, entry.Undo);
        var now = Consume(entry, new SagaRunner(_maxAttempts));
        return now == recorded
            ? null
            : $"Entry {entry.Sequence}, {entry.Event} in {entry.From}: recorded: {recorded}; now: {now}.";
    }

    private string Consume(RecordedEntry entry, SagaRunner runner)
    {
        if (runner.MessageType(entry.Event!) is not { } type)
            return $"the saga has no message {entry.Event}";

        var captured = new Captured(NextId);
        try
        {
            var body = entry.Message is null
                ? Submit()
                : entry.Message.Deserialize(type, SystemTextJsonMessageSerializer.Options)!;
            // It changed the order, so it was the present one.
            if (body is StepDeadlineExpired deadline)
                body = deadline with { Token = _order?.DeadlineTokenId };
            var message = new Message
            {
                Label = $"{entry.Event}#{entry.Sequence}@{Queues.Orders}",
                Id = NextId(),
                From = "recorded",
                Queue = Queues.Orders,
                Body = body,
            };
            _order = runner.Consume(_order is null ? null : Rows.CopyOrder(_order), message, captured) ?? _order;
        }
        catch (JsonException exception)
        {
            return $"the message cannot be read ({exception.Message})";
        }
        catch (Exception exception)
        {
            return $"the message faults in {State} ({exception.GetBaseException().Message})";
        }

        if (_order is not null)
            _order.MachineVersion = _life.MachineVersion ?? _order.MachineVersion;
        var changes = captured.Sent.Select(sent => sent.Message).OfType<OrderStatusChanged>().ToList();
        return changes switch
        {
            [] => $"nothing changes in {State}",
            [var change] => Text(
                change.From,
                change.State,
                change.Pending?.Step,
                change.Pending?.Attempt,
                entry.Undo is null ? null : string.Join(' ', change.Undo!)
            ),
            _ => $"{changes.Count} entries in the history",
        };
    }

    private SubmitOrder Submit() => OrderKind.Completes.Submit() with { Lines = _life.Lines, Epoch = _life.Epoch };

    private Guid NextId() => new(++_lastId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static string Text(string? from, string state, string? step, int? attempt, string? undo) =>
        (from == state ? $"still {state}" : $"from {from} to {state}")
        + (step is null ? "" : $" and asked for {step} (attempt {attempt})")
        + (string.IsNullOrEmpty(undo) ? "" : $", to be undone by {undo.Replace(" ", ", ", StringComparison.Ordinal)}");
}
