using System.Text;
using EventDriven.EndToEnd.Tests.Hosting;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// SIGKILL between a commit and its acknowledgement, more than once: what is in hand then comes again to the successor.
/// </summary>
[Collection(nameof(SharedDeployment))]
public sealed class When_the_console_is_killed_while_it_takes_in_failed_messages(SharedDeployment shared)
{
    private const int Kills = 3;
    private const int BetweenKills = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_message_is_kept_and_none_twice()
    {
        var deployment = shared.Deployment;
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = await CountKept();
            var resting = Rest(deployment);
            await Eventually.See(
                CountKept,
                kept => kept >= before + (BetweenKills / 10),
                TimeSpan.FromSeconds(60),
                Cancel
            );
            await deployment.KillAsync(Service.Operations);
            await resting;
            (await CountKept()).ShouldBeInRange(
                before + 1,
                before + BetweenKills - 1,
                "messages kept when the console was killed"
            );
            await deployment.StartAsync(Cancel, Service.Operations);
            await Eventually.See(
                CountKept,
                kept => kept >= (kill + 1) * BetweenKills,
                TimeSpan.FromSeconds(60),
                Cancel
            );
        }

        await Eventually.Holds(async () => (await deployment.Broker.WaitingMessages(Cancel)).Count == 0);
        (await CountKept()).ShouldBe(Kills * BetweenKills, "messages kept");
        (await Count("""DISTINCT "MessageId" """)).ShouldBe(Kills * BetweenKills, "different messages kept");

        Task<long> CountKept() => Count("*");
        Task<long> Count(string what) =>
            deployment.Read<long>(
                "Operations",
                $"""SELECT count({what}) FROM "FailedMessages" WHERE "ExceptionMessage" = '{Deployment.MadeUp}'""",
                Cancel
            );
    }

    private static async Task Rest(Deployment deployment)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = deployment.Broker.Address,
        }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            Cancel
        );
        var publishing = new List<Task>();
        for (var number = 0; number < BetweenKills; number++)
        {
            var properties = new BasicProperties
            {
                MessageId = $"{Guid.NewGuid()}",
                DeliveryMode = DeliveryModes.Persistent,
                Headers = new Dictionary<string, object?>
                {
                    ["MT-Fault-ExceptionType"] = "System.TimeoutException",
                    ["MT-Fault-Message"] = Deployment.MadeUp,
                    ["MT-Fault-Timestamp"] = "2026-11-25T10:00:00Z",
                },
            };
            var body = Encoding.UTF8.GetBytes(
                $$$"""{"messageType":["urn:message:shipping.book-shipment"],"message":{"number":{{{number}}}}}"""
            );
            publishing.Add(
                channel.BasicPublishAsync("", "shipping_error", mandatory: true, properties, body, Cancel).AsTask()
            );
        }

        await Task.WhenAll(publishing);
    }
}
