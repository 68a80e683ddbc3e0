using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Broker;

public sealed class When_a_dead_letter_queue_is_missing(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Queues.Payments, "rejected")]
    [InlineData(Queues.OrderStatus, "expired")]
    public async Task The_broker_keeps_what_it_gives_up_in_the_queue_that_it_came_from(string queue, string reason)
    {
        await using var broker = await servers.CreateVirtualHostAsync("dead-letters", Cancel);
        await Topology.DeployAsync(
            new ConfigurationBuilder()
                .AddEnvironmentVariables()
                .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker.Uri.AbsoluteUri)])
                .Build(),
            AllInOneProcess.Services,
            Cancel
        );
        using var deleted = await broker.Management.DeleteAsync(
            new Uri($"api/queues/{broker.Name}/{RestingQueues.DeadLettersOf(queue)}", UriKind.Relative),
            Cancel
        );
        deleted.EnsureSuccessStatusCode();

        await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var properties = new BasicProperties { Persistent = true };
        if (reason == "expired")
            properties.Expiration = "1";
        await channel.BasicPublishAsync(queue, "", mandatory: true, properties, new byte[10], Cancel);
        if (reason == "rejected")
        {
            BasicGetResult? got = null;
            await Eventually.Holds(async () =>
                (got = await channel.BasicGetAsync(queue, autoAck: false, Cancel)) is not null
            );
            await channel.BasicRejectAsync(got!.DeliveryTag, requeue: false, Cancel);
        }

        await Eventually.Holds(
            async () =>
                (int?)
                    (
                        await broker.Management.GetFromJsonAsync<JsonNode>(
                            new Uri($"api/queues/{broker.Name}/{queue}", UriKind.Relative),
                            Cancel
                        )
                    )!["messages_dlx"] == 1,
            $"{queue} keeps the message until its dead-letter queue is back"
        );
        (await channel.MessageCountAsync(queue, Cancel)).ShouldBe(0u, "it is not delivered again");
    }
}
