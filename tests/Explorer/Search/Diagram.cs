using System.Text;
using EventDriven.Contracts;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Worlds;

namespace EventDriven.Explorer.Search;

/// <summary>A schedule as a sequence diagram in Mermaid's notation.</summary>
internal static class Diagram
{
    private static readonly string[] Participants =
    [
        "client",
        "operator",
        "timer",
        Queues.Orders,
        Queues.Inventory,
        Queues.Payments,
        Queues.Shipping,
    ];

    public static string Of(Schedule schedule)
    {
        var text = new StringBuilder("sequenceDiagram\n");
        foreach (var participant in Participants)
            text.Append("    participant ").Append(participant).Append('\n');

        var player = new Player(new Coverage());
        var world = World.Begin(schedule.Scenario);
        foreach (var move in schedule.Moves)
        {
            var message = Find(world, move.Target);
            var before = world.Saga.State;
            var finding = player.Make(world, move);
            text.Append("    ").Append(Line(move, message)).Append('\n');
            if (world.Saga.State != before)
                text.Append("    Note over ").Append(Queues.Orders).Append(": ").Append(world.Saga.State).Append('\n');
            if (finding is not null)
                text.Append("    Note over client,shipping: ").Append(Cut(finding.Message)).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(Move move, Message? message) =>
        message is null
            ? $"Note over client: {move}"
            : move.Kind switch
            {
                MoveKind.Deliver => $"{message.From}->>{message.Queue}: {message.Body.GetType().Name}",
                MoveKind.CrashAfterCommit => $"{message.From}--x{message.Queue}: {move}",
                _ => $"Note over {message.Queue}: {move}",
            };

    private static Message? Find(World world, string label) =>
        world.Network.Find(label)
        ?? world.Calls.Find(call => call.Message.Label == label)?.Message
        ?? world.Saga.Outbox.Find(message => message.Label == label)
        ?? world.Saga.Deadlines.Find(message => message.Label == label);

    // A line break or a semicolon ends a note.
    private static string Cut(string text) => text.ReplaceLineEndings(" ").Replace(';', ',');
}
