using System.Text.Json;
using EventDriven.Contracts.Orders;
using EventDriven.Sagas.Tests.Support;
using MassTransit;
using MassTransit.Serialization;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>
/// Each cell of <see cref="Scenario.Table" /> is one test: it puts an order into the state, sends the event and
/// compares the result.
/// </summary>
public sealed class Every_event_in_every_state(Every_event_in_every_state.Saga saga)
    : IClassFixture<Every_event_in_every_state.Saga>
{
    /// <summary>The states that an order can be in.</summary>
    internal static IEnumerable<string> StateNames => Scenario.Columns.Values.Where(state => state != Scenario.NoOrder);

    /// <summary>The event, the state before and the state after of each move.</summary>
    internal static IEnumerable<(string Event, string From, string To)> Moves =>
        Meanings(meaning => meaning.StartsWith('>'))
            .Select(cell => (cell.Event, cell.State, Scenario.Columns[cell.Meaning[1..]]));

    /// <summary>The events that are handled, each with the state that it is handled in.</summary>
    internal static IEnumerable<(string Event, string From)> Handled =>
        Meanings(meaning => meaning is not ("." or "!")).Select(cell => (cell.Event, cell.State));

    // event, state, meaning
    public static TheoryData<string, string, string> Cells
    {
        get
        {
            TheoryData<string, string, string> cells = [];
            var lines = Scenario
                .Table.Split('\n')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToList();
            var columns = lines[0];
            foreach (var line in lines.Skip(1))
            {
                line.Length.ShouldBe(columns.Length + 1, $"{line[0]} has a meaning in every state");
                for (var i = 0; i < columns.Length; i++)
                    cells.Add(line[0], Scenario.Columns[columns[i]], line[i + 1]);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Means_what_the_table_says(string @event, string state, string meaning)
    {
        var type = EventTypes[@event];
        var before = state == Scenario.NoOrder ? null : Orders.In(state, type);
        if (before is not null)
            saga.Bus.Add(before);
        var (orderId, sequence) = (before?.CorrelationId ?? Guid.NewGuid(), before?.Sequence ?? 0);
        var message =
            type == typeof(StepDeadlineExpired)
                ? new StepDeadlineExpired
                {
                    OrderId = orderId,
                    Step = before?.Step.ToString() ?? nameof(OrderStep.ReserveStock),
                    Attempt = before?.Attempt ?? 1,
                }
                : Samples.Of(type, orderId);

        var fault = await saga.Bus.Receive(message);

        // A cancellation that came before its order is kept for it.
        var order = saga.Bus.Find(orderId);
        if (type == typeof(CancelOrder) && order is { CurrentState: "Initial" })
            order = null;
        var outgoing = saga.Bus.Outgoing(orderId).Select(sent => sent.Message).ToList();
        (fault is not null).ShouldBe(meaning == "!", fault?.ToString() ?? $"{@event} faults");
        (order?.CurrentState ?? Scenario.NoOrder).ShouldBe(
            meaning.StartsWith('>') ? Scenario.Columns[meaning[1..]] : state,
            "the state afterwards"
        );
        if (meaning is "!" or ".")
        {
            outgoing.ShouldBeEmpty();
            (order?.Sequence ?? 0).ShouldBe(sequence, "nothing was noted");
            return;
        }

        var entry = order!.History.ShouldHaveSingleItem();
        (entry.Sequence, entry.Event, entry.From, entry.To).ShouldBe(
            (sequence + 1, @event, before is null ? nameof(OrderStateMachine.Initial) : state, order.CurrentState)
        );
        var told = outgoing.OfType<OrderStatusChanged>().ShouldHaveSingleItem();
        // What is waited for, and what would be undone, are the subject of When_a_console_listens; a trace there is
        // when anybody in the process listens.
        (told with { Lines = null, Pending = null, Undo = null, TraceId = null }).ShouldBe(
            new OrderStatusChanged
            {
                OrderId = orderId,
                Epoch = 1,
                Sequence = entry.Sequence,
                State = entry.To,
                StateSince = entry.From == entry.To ? before!.StateSince : entry.At,
                Cause = entry.Cause,
                Reason = order.Reason,
                Total = order.Total,
                At = entry.At,
                Event = entry.Event,
                From = entry.From,
                MessageId = entry.MessageId,
                Message =
                    type == typeof(SubmitOrder)
                        ? null
                        : JsonSerializer.Serialize(message, type, SystemTextJsonMessageSerializer.Options),
                ConversationId = entry.ConversationId,
                MachineVersion = order.MachineVersion,
                CustomerId = order.CustomerId,
                SubmittedAt = order.SubmittedAt,
            }
        );
        outgoing.OfType<OrderCancellationRefused>().Count().ShouldBe(meaning == "no" ? 1 : 0);
    }

    [Fact]
    public void Has_a_row_for_every_event() =>
        Scenario
            .Table.Split('\n')
            .Skip(1)
            .Select(line => line.Split(' ')[0])
            .ShouldBe(EventTypes.Keys, ignoreOrder: true, Missing("row", "event"));

    [Fact]
    public void Has_a_column_for_every_state() =>
        Scenario.Columns.Values.ShouldBe(
            [.. saga.Bus.Machine.States.Select(state => state.Name).Except(["Initial", "Final"]), Scenario.NoOrder],
            ignoreOrder: true,
            Missing("column", "state")
        );

    [Fact]
    public void Has_no_transition_that_leaves_no_history() =>
        BareTransitions
            .Of(saga.Bus.Machine)
            .ShouldBeEmpty("each is made by MoveTo, which writes the history and publishes OrderStatusChanged");

    private static string Missing(string entry, string subject) =>
        $"the table in tests/Sagas/Support/Scenario.cs has a {entry} for each {subject} of Sagas/OrderStateMachine.cs"
        + ": add what is missing";

    private static IEnumerable<(string Event, string State, string Meaning)> Meanings(Func<string, bool> wanted) =>
        Cells
            .Select(cell => cell.Data)
            .Where(cell => wanted(cell.Item3))
            .Select(cell =>
                (
                    cell.Item1,
                    cell.Item2 == Scenario.NoOrder ? nameof(OrderStateMachine.Initial) : cell.Item2,
                    cell.Item3
                )
            );

    // By message: a deadline is two events of the machine, as it came and as it is the present one.
    private Dictionary<string, Type> EventTypes =>
        saga
            .Bus.Machine.Events.Select(@event =>
                @event
                    .GetType()
                    .GetInterfaces()
                    .Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Event<>))
                    .GetGenericArguments()[0]
            )
            .Distinct()
            .ToDictionary(type => type.Name);

    public sealed class Saga : IAsyncLifetime
    {
        public SagaBus Bus { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Bus = await SagaBus.Start();

        public ValueTask DisposeAsync() => Bus.DisposeAsync();
    }
}
