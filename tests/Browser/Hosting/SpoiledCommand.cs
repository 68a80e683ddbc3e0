using System.Text;
using System.Text.Json.Nodes;
using EventDriven.TestServers.Hosting;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>A command to Shipping that cannot be read: what it says of the parcel's contents is no list.</summary>
internal static class SpoiledCommand
{
    /// <summary>What is spoiled in it.</summary>
    public const string Spoiled = "lines";

    private const string Queue = "shipping";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Takes the command that waits for Shipping, which is away, and leaves one in its place that cannot be read: the
    /// order waits for it.
    /// </summary>
    /// <returns>What was spoiled in it, as it was.</returns>
    public static async Task<JsonNode> LeaveInsteadAsync(DistributedSystem system, Guid orderId)
    {
        await using var connection = await ConnectAsync(system);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var command = (
            await Eventually.See(
                () => channel.BasicGetAsync(Queue, autoAck: true, Cancel),
                got => got is not null,
                TimeSpan.FromSeconds(30),
                Cancel
            )
        ).ShouldNotBeNull();
        var envelope = JsonNode.Parse(command.Body.Span)!;
        OrderOf(envelope).ShouldBe(orderId);
        return await PublishAsync(channel, command, envelope);
    }

    /// <summary>
    /// Places an order and leaves a copy of its command that cannot be read; the order itself goes on. Returns when the
    /// console has taken it in.
    /// </summary>
    /// <returns>The order, and the console's id of the failed message.</returns>
    public static async Task<(Guid OrderId, Guid FailedMessageId)> LeaveCopyAsync(DistributedSystem system)
    {
        await using var connection = await ConnectAsync(system);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        // Whatever is sent to Shipping comes here as well, while this connection lasts.
        var copies = (await channel.QueueDeclareAsync(cancellationToken: Cancel)).QueueName;
        await channel.QueueBindAsync(copies, exchange: Queue, routingKey: "", cancellationToken: Cancel);
        var orderId = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE"), Cancel);
        var copy = await Eventually.See(
            () => channel.BasicGetAsync(copies, autoAck: true, Cancel),
            got => got is not null && OrderOf(JsonNode.Parse(got.Body.Span)!) == orderId,
            TimeSpan.FromSeconds(30),
            Cancel
        );
        await PublishAsync(channel, copy.ShouldNotBeNull(), JsonNode.Parse(copy.Body.Span)!);

        var taken = await Eventually.See(
            () => TakenIn(system, orderId),
            id => id != Guid.Empty,
            TimeSpan.FromSeconds(60),
            Cancel
        );
        taken.ShouldNotBe(Guid.Empty, $"the failed message of the order {orderId} is taken in");
        return (orderId, taken);
    }

    private static Task<IConnection> ConnectAsync(DistributedSystem system) =>
        new ConnectionFactory { Uri = system.Deployment.Broker.Address }.CreateConnectionAsync("browser tests", Cancel);

    private static Guid OrderOf(JsonNode envelope) => (Guid)envelope["message"]!["orderId"]!;

    private static async Task<JsonNode> PublishAsync(IChannel channel, BasicGetResult command, JsonNode envelope)
    {
        var good = envelope["message"]![Spoiled]!.DeepClone();
        envelope["message"]![Spoiled] = "none";
        await channel.BasicPublishAsync(
            "",
            Queue,
            mandatory: true,
            new BasicProperties(command.BasicProperties),
            Encoding.UTF8.GetBytes(envelope.ToJsonString()),
            Cancel
        );
        return good;
    }

    private static Task<Guid> TakenIn(DistributedSystem system, Guid orderId) =>
        system.Deployment.Read<Guid>(
            "Operations",
            $"""
            SELECT coalesce((SELECT "Id" FROM "FailedMessages" WHERE "OrderId" = '{orderId}'), '{Guid.Empty}')
            """,
            Cancel
        );
}
